"""The audit's own door: were results even across groups? Nothing that pairs people may import this package.

Groups (age bands, gender, site) come in here as their own argument, after a round is over; no field of an instance, no score and no
quota of ``engine.assignment`` can hold them. An import contract keeps the door shut from the other side.
"""
