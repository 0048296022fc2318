"""Give every open pair the rows of the places it holds."""

from django.db import migrations


def hold_places(apps, schema_editor):
    member_model = apps.get_model("relationships", "RelationshipMember")
    held_place = apps.get_model("relationships", "HeldPlace")
    alias = schema_editor.connection.alias
    rows = member_model.objects.using(alias).filter(left_at__isnull=True).select_related("relationship").order_by("pk")
    held_place.objects.using(alias).bulk_create(
        (
            held_place(
                organisation_id=member.organisation_id,
                enrolment_id=member.enrolment_id,
                number=member.place,
                holder="relationship",
                ref=member.relationship.public_id,
                taken_at=member.joined_at,
            )
            for member in rows.iterator(chunk_size=500)
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("relationships", "0004_places_held")]

    operations = [
        migrations.RunPython(hold_places, migrations.RunPython.noop, hints={"model_name": "heldplace"}),
    ]
