"""Pair mentors and mentees: exact, proved, explained. Plain arrays in, frozen dataclasses out; no Django.

Import a name from the module that defines it, *inside the function that runs a round* (reason: slow import), so that a
web process loads no numeric library before; ``errors`` and ``objective`` are light and may be imported anywhere::

    from timbalik.engine.assignment.errors import Infeasible, InvalidInstance
    from timbalik.engine.assignment.objective import FAIR, LEXIMIN, REACH_TOTAL, TOTAL, Objective
    from timbalik.engine.assignment.instance import RULES, Instance, make_instance, rule_code
    from timbalik.engine.assignment.solve import Assignment, solve
    from timbalik.engine.assignment.certificate import Certificate, as_document, from_document, from_json, to_json
    from timbalik.engine.assignment.verify import Verdict, verify
    from timbalik.engine.assignment.explain import explain_pair, explain_unmatched, why_not

The signature
-------------
``make_instance(*, score, mentor_ids=None, mentee_ids=None, benefit_mentor=None, benefit_mentee=None, rule=None,
mentor_capacity=1, mentee_capacity=1, mentor_minimum=0, mentee_minimum=0, rules=RULES, locked=(), forbidden=(),
previous=(), salt="") -> Instance``
    Mentors are rows, mentees columns; ids are opaque strings. ``score`` and both benefits are whole hundredths of a
    point, 0 to 10 000. ``rule`` is 0 where a pair is allowed, else ``rule_code("reporting_line")`` and so on (``RULES``
    names them). ``locked``, ``forbidden`` and ``previous`` are (mentor id, mentee id) pairs. Raises ``InvalidInstance``.

``solve(instance, objective=FAIR) -> Assignment``
    ``FAIR`` is reach, floor, total, changes, tie-break. ``Objective(floor_hundredths=3_000, keep_bonus_hundredths=1_000)``
    sets the numbers. Raises ``Infeasible`` with ``.mentors`` and ``.mentees`` as witness.
    The answer has ``id_pairs``, ``pairs`` (rows and columns), ``mentors_of``, ``mentees_of``, ``unmatched_mentors``,
    ``unmatched_mentees``, ``total``, ``under_floor``, ``kept``, ``certificate``.

``verify(instance, assignment_or_certificate) -> Verdict``
    Rechecks everything with other code; raises ``InvalidCertificate``. ``to_json`` / ``from_json`` store a certificate.

``explain_pair(assignment, mentor, mentee) -> PairReason``, ``explain_unmatched(assignment, person, side) ->
UnmatchedReason``, ``why_not(assignment, mentor, mentee) -> WhyNot``
    Codes, ids and numbers for the page to put into words; ``why_not`` solves again and gives the exact price and chain.
    ``price_levels(assignment)`` says what each level costs the total.

``whatif.WarmRound(assignment)``
    ``.change(force=, forbid=, mentors_leave=, mentees_leave=, mentors_join=, mentees_join=, scores=, allow=, more_places=,
    must=) -> Change``: exact, any mix, from the answer's prices. ``.reduced_cost``: instant lower bound for every pair.
    ``whatif_target.ready_round(assignment)`` gives the same where the objective may have a reach target.

``remedies.Remedies(assignment).cheapest(person, side) -> Remedy``, ``rematch.rematch_curve(instance)``,
``stability.stable_alternative(assignment)``
    What would help somebody without a partner, what staying costs, and the stable assignment, each with its price.

``quotas.solve_with_quotas(instance, SideConstraints(...), objective)``, ``quota_proof.verify_quotas``, ``quota_files``
    Quotas, keep-together and keep-apart with their certificate. ``Objective(reach_target=N)`` needs none of this.

``room.solve_room`` for sizes where pairs are scored from skills and never stored (``people.Floor`` for its floor),
    ``audit.audit_room`` its independent judge, ``blocks.Threads`` and ``blocks.Processes`` for both; ``pairlist.list_instance`` and
    ``solve.solve_numbers`` for a list of allowed pairs; ``packing`` for a whole round as JSON.

The floor compares ``min(benefit_mentor, benefit_mentee)``: each side's own benefit, normalised so that 10 000 is the most
that side could gain, whatever weight the side has inside ``score``. 3 000 means 30 points of that side's own 100.
"""
