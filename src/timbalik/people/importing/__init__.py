"""From a table to people, before anything is written: headers, mapping, values, problems.

Read in this order: ``fields`` (what we import), ``dictionary`` (how files call it), ``suggestions``, ``intake`` (keeps
mapped columns only), ``validation`` (every problem by row and field): none of it touches the
database. ``operations`` brings people in.
"""
