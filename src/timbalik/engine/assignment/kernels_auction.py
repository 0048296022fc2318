"""The auctions: quick ways to good prices, and to a first set of held pairs that is exact."""

from __future__ import annotations

from typing import Any

import numpy as np

from timbalik.engine.assignment.compiled import njit
from timbalik.engine.assignment.kernels_base import FAR, Flags, Ints, Shorts, drop, level_down, level_up

#: How many of the best mentors a bidder remembers; prices only rise, so most bids need no look at the others.
SHORT = 6


def auction(
    ptr: Ints,
    idx: Shorts,
    weight: Ints,
    row: Shorts,
    near_cap: Ints,
    near_low: Ints,
    near_gain: Ints,
    far_cap: Ints,
    far: Ints,
    far_start: Ints,
    bids: Ints,
    places: Shorts,
    held: Flags,
    eps: int,
    budget: int,
) -> tuple[Ints, Ints]:
    """Let mentees bid for mentors' places; prices ``far`` rise in place. Returns the loads.

    A place remembers the bid that holds it; a full mentor's price is the lowest of them, before that the reserve price
    it came in with. With ``eps`` 0 a bid must raise the price, so what is held at the end is exact: nobody who holds a
    pair would rather have another one at these prices. With ``eps`` above 0 it is only a quick way to good prices.
    """
    n_near = ptr.shape[0] - 1
    near_load = np.zeros(n_near, np.int64)
    far_load = np.zeros(far_cap.shape[0], np.int64)
    space = (
        np.arange(n_near),
        np.ones(n_near, np.uint8),
        np.empty(n_near * SHORT, np.int32),
        np.zeros(n_near, np.int32),
        np.full(n_near, FAR),
        np.empty(SHORT, np.int64),
    )
    take_bids(
        space, ptr, idx, weight, row, near_cap, near_low, near_gain, near_load, far_cap, far_load, far, far_start, bids,
        places, held, eps, budget,
    )  # fmt: skip
    return near_load, far_load


@njit()
def take_bids(
    space: Any,
    ptr: Ints,
    idx: Shorts,
    weight: Ints,
    row: Shorts,
    near_cap: Ints,
    near_low: Ints,
    near_gain: Ints,
    near_load: Ints,
    far_cap: Ints,
    far_load: Ints,
    far: Ints,
    far_start: Ints,
    bids: Ints,
    places: Shorts,
    held: Flags,
    eps: int,
    budget: int,
) -> None:
    """Hold an auction: loads, prices, bids, places and held pairs change in place."""
    queue, queued, shortlist, count, limit, nets = space
    n_near = ptr.shape[0] - 1
    head = 0
    waiting = n_near
    made = 0
    while waiting > 0 and made < budget:
        person = queue[head]
        head = head + 1 if head + 1 < n_near else 0
        waiting -= 1
        queued[person] = 0
        while near_load[person] < near_cap[person]:
            outside = level_up(near_load[person], near_low[person], near_gain[person])
            best = outside
            second = outside
            chosen = -1
            base = person * SHORT
            for place in range(base, base + count[person]):
                at = shortlist[place]
                net = weight[at] - far[idx[at]]
                if net > second and held[at] == 0:
                    if net > best:
                        second = best
                        best = net
                        chosen = at
                    else:
                        second = net
            if second < limit[person]:
                second = outside
                best = outside
                chosen = -1
                size = 0
                for at in range(ptr[person], ptr[person + 1]):
                    net = weight[at] - far[idx[at]]
                    if size == SHORT and net <= nets[SHORT - 1]:
                        continue
                    place = size if size < SHORT else SHORT - 1
                    size = place + 1
                    while place > 0 and nets[place - 1] < net:
                        nets[place] = nets[place - 1]
                        shortlist[base + place] = shortlist[base + place - 1]
                        place -= 1
                    nets[place] = net
                    shortlist[base + place] = at
                    if net > second and held[at] == 0:
                        if net > best:
                            second = best
                            best = net
                            chosen = at
                        else:
                            second = net
                count[person] = size
                limit[person] = nets[SHORT - 1] if size == SHORT else -FAR
            if chosen < 0:
                break
            made += 1
            other = idx[chosen]
            start = far_start[other]
            load = far_load[other]
            bid = far[other] + best - second + eps
            if load < far_cap[other]:
                at = start + load
                far_load[other] = load + 1
                while at > start and bids[start + ((at - start - 1) >> 1)] > bid:
                    up = start + ((at - start - 1) >> 1)
                    bids[at] = bids[up]
                    places[at] = places[up]
                    at = up
                if load + 1 == far_cap[other]:
                    bids[at] = bid
                    far[other] = max(far[other], bids[start])
            else:
                if bid <= bids[start]:
                    break
                out = places[start]
                loser = row[out]
                held[out] = 0
                near_load[loser] -= 1
                if queued[loser] == 0:
                    queued[loser] = 1
                    tail = head + waiting
                    queue[tail if tail < n_near else tail - n_near] = loser
                    waiting += 1
                at = start
                child = start + 1
                while child < start + load:
                    if child + 1 < start + load and bids[child + 1] < bids[child]:
                        child += 1
                    if bids[child] >= bid:
                        break
                    bids[at] = bids[child]
                    places[at] = places[child]
                    at = child
                    child = start + 2 * (at - start) + 1
                bids[at] = bid
                far[other] = bids[start]
            bids[at] = bid
            places[at] = chosen
            held[chosen] = 1
            near_load[person] += 1


@njit()
def settle(
    value: Ints,
    ptr: Ints,
    idx: Shorts,
    weight: Ints,
    near_cap: Ints,
    near_low: Ints,
    near_gain: Ints,
    near_load: Ints,
    far: Ints,
    far_load: Ints,
    far_slots: Shorts,
    far_start: Ints,
    held: Flags,
) -> None:
    """Write the least value of each mentee that no pair not held exceeds, and give up held pairs below it.

    Only who holds several places can hold such a pair: it was bid for while a better one was still held.
    """
    n = ptr.shape[0] - 1
    for person in range(n):
        best = int(-FAR)
        for at in range(ptr[person], ptr[person + 1]):
            net = weight[at] - far[idx[at]]
            if net > best and held[at] == 0:
                best = net
        if near_load[person] > 0:
            best = max(int(best), level_down(near_load[person], near_low[person], near_gain[person]))
            for at in range(ptr[person], ptr[person + 1]):
                if held[at] and weight[at] - far[idx[at]] < best:
                    held[at] = 0
                    near_load[person] -= 1
                    drop(far_slots, far_start, far_load, idx[at], at)
        lowest = level_down(near_load[person], near_low[person], near_gain[person])
        value[person] = max(int(best), lowest)
