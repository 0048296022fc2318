"""The auction that finds good prices: whoever has fewer places in all bids for the places of the other side.

Bertsekas (1988); prices that rise by a least step first, an exact round without steps at the end. Places that nobody
takes are held by nobody in particular, who wants the cheapest ones: so prices need not start at nothing in each round
(the other side's part in Bertsekas and Castanon 1992, without its second auction).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from timbalik.engine.assignment.compiled import njit
from timbalik.engine.assignment.kernels_base import FAR, Flags, Ints, Shorts, drop, edge_down, edge_up
from timbalik.engine.assignment.kernels_lists import LONG, longest_row, make_list

#: Columns of the ledgers that an auction keeps: what belongs together lies together, one look at memory for all of it.
LOAD, CAP, LOW, QUEUED, COUNT, LIMIT, DEPTH, START = range(8)

#: How often nobody in particular may bid in one auction; what is left is put right by searches.
MOST_ROUNDS = 2_000


@njit(cache=True, inline="always")
def enter_bid(
    bid: int,
    other: int,
    edge: int,
    person: int,
    far: Ints,
    rooms: Ints,
    bids: Ints,
    holders: Shorts,
    book: Ints,
    held: Flags,
) -> tuple[bool, int]:
    """Give a place to a bid; return whether it was high enough, and who lost a place (-1 nobody).

    The bids that hold a person's places are a heap with the lowest on top.
    """
    top = rooms[other, START]
    load = rooms[other, LOAD]
    room = rooms[other, CAP]
    loser = -1
    at = top
    taken = True
    if load < room:
        at = top + load
        load += 1
        rooms[other, LOAD] = load
        while at > top and bids[top + ((at - top - 1) >> 1)] > bid:
            up = top + ((at - top - 1) >> 1)
            bids[at] = bids[up]
            holders[at, 0] = holders[up, 0]
            holders[at, 1] = holders[up, 1]
            at = up
    elif bid <= bids[top]:
        taken = False
    else:
        loser = holders[top, 1]
        if loser >= 0:
            book[loser, LOAD] -= 1
            if book[loser, CAP] > 1:
                held[holders[top, 0]] = 0
        child = top + 1
        while child < top + load:
            if child + 1 < top + load and bids[child + 1] < bids[child]:
                child += 1
            if bids[child] >= bid:
                break
            bids[at] = bids[child]
            holders[at, 0] = holders[child, 0]
            holders[at, 1] = holders[child, 1]
            at = child
            child = top + 2 * (at - top) + 1
    if taken:
        bids[at] = bid
        holders[at, 0] = edge
        holders[at, 1] = person
        if load == room:
            far[other] = max(far[other], bids[top])
    return taken, loser


@njit(cache=True)
def sift(heap: Shorts, keys: Ints, size: int, at: int) -> None:
    """Move an entry of a heap of keys down to where it belongs."""
    node = heap[at]
    key = keys[at]
    child = 2 * at + 1
    while child < size:
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        heap[at] = heap[child]
        keys[at] = keys[child]
        at = child
        child = 2 * at + 1
    heap[at] = node
    keys[at] = key


@njit(cache=True)
def run_auction(
    ptr: Ints,
    idx: Shorts,
    weight: Any,
    near_cap: Shorts,
    near_low: Shorts,
    near_levels: Ints,
    near_load: Shorts,
    far_cap: Shorts,
    far_load: Shorts,
    far: Ints,
    start: Ints,
    places: Any,
    held: Flags,
    lists: Any,
    eps: int,
    budget: int,
    listed: bool,
    floating: bool,
) -> int:
    """Let the near side bid; prices ``far`` rise in place. Returns how low the prices of free places came to lie.

    With ``eps`` 0 a bid must raise the price, so what is held at the end is exact: nobody who holds a pair would rather
    have another one. ``floating``: free places go to where prices are lowest, all prices may then fall together by what
    is returned.
    """
    n_near = ptr.shape[0] - 1
    n_far = far_cap.shape[0]
    positions, partners, worths, count, limit, depths = lists
    bids, edges = places
    holders = np.empty((edges.shape[0], 2), np.int32)
    book = np.empty((n_near, 8), np.int64)
    for person in range(n_near):
        book[person, LOAD] = near_load[person]
        book[person, CAP] = near_cap[person]
        book[person, LOW] = near_low[person]
        book[person, QUEUED] = 1
        book[person, COUNT] = count[person]
        book[person, LIMIT] = limit[person]
        book[person, DEPTH] = depths[person]
        book[person, START] = ptr[person]
    rooms = np.empty((n_far, 8), np.int64)
    for other in range(n_far):
        rooms[other, LOAD] = far_load[other]
        rooms[other, CAP] = far_cap[other]
        rooms[other, START] = start[other]
    queue = np.arange(n_near).astype(np.int32)
    longest = longest_row(ptr)
    nets = np.empty(longest + 1, np.int64)
    chosen_few = np.empty(longest + 1, np.int32)
    vacant = np.empty(n_far if floating else 0, np.int32)
    heap = np.empty(n_far if floating else 0, np.int32)
    keys = np.empty(n_far if floating else 0, np.int64)
    n_vacant = 0
    size = 0
    head = 0
    waiting = n_near
    made = 0
    rounds = 0
    while True:
        while waiting > 0 and made < budget:
            person = queue[head]
            head = head + 1 if head + 1 < n_near else 0
            waiting -= 1
            mine = book[person]
            mine[QUEUED] = 0
            base = person * LONG
            while mine[LOAD] < mine[CAP]:
                fresh = mine[LOAD] == 0
                level = edge_up(mine[LOAD], mine[LOW], near_levels)
                best = level
                second = level
                chosen = -1
                if listed:
                    for turn in range(2):
                        best = level
                        second = level
                        chosen = -1
                        for place in range(base, base + mine[COUNT]):
                            net = worths[place] - far[partners[place]]
                            if net > second and (fresh or held[positions[place]] == 0):
                                if net > best:
                                    second = best
                                    best = net
                                    chosen = positions[place]
                                else:
                                    second = net
                        if turn == 1 or second >= mine[LIMIT]:
                            break
                        mine[COUNT], mine[LIMIT], mine[DEPTH] = make_list(
                            ptr, idx, idx, True, weight, far, person, mine[DEPTH], positions, partners, worths, nets,
                            chosen_few,
                        )  # fmt: skip
                if not listed or second < mine[LIMIT]:
                    first = mine[START]
                    row = idx[first : ptr[person + 1]]
                    worth = weight[first : ptr[person + 1]]
                    best = level
                    second = level
                    chosen = -1
                    for k in range(row.shape[0]):
                        net = worth[k] - far[row[k]]
                        nets[k] = net
                        best = max(best, net)
                    if not fresh:
                        best = level
                        for k in range(row.shape[0]):
                            if held[first + k]:
                                nets[k] = level
                            best = max(best, nets[k])
                    if best > level:
                        for k in range(row.shape[0]):
                            if nets[k] == best:
                                chosen = first + k
                                nets[k] = level
                                break
                        for k in range(row.shape[0]):
                            second = max(second, nets[k])
                if chosen < 0:
                    break
                made += 1
                other = idx[chosen]
                taken, loser = enter_bid(
                    far[other] + best - second + eps, other, chosen, person, far, rooms, bids, holders, book, held
                )
                if not taken:
                    break
                mine[LOAD] += 1
                if mine[CAP] > 1:
                    held[chosen] = 1
                if loser >= 0 and book[loser, QUEUED] == 0:
                    book[loser, QUEUED] = 1
                    tail = head + waiting
                    queue[tail if tail < n_near else tail - n_near] = loser
                    waiting += 1
        if not floating or made >= budget or rounds == MOST_ROUNDS:
            break
        if rounds == 0:
            for other in range(n_far):
                if rooms[other, LOAD] < far_cap[other]:
                    vacant[n_vacant] = other
                    n_vacant += 1
                elif far_cap[other] > 0:
                    heap[size] = other
                    keys[size] = far[other]
                    size += 1
            for at in range(size // 2 - 1, -1, -1):
                sift(heap, keys, size, at)
        rounds += 1
        before = made
        still = 0
        for turn in range(n_vacant):
            other = vacant[turn]
            if rooms[other, LOAD] == far_cap[other]:
                # filled meanwhile: it joins the heap, from the end upwards
                at = size
                size += 1
                while at > 0 and keys[(at - 1) >> 1] > far[other]:
                    heap[at] = heap[(at - 1) >> 1]
                    keys[at] = keys[(at - 1) >> 1]
                    at = (at - 1) >> 1
                heap[at] = other
                keys[at] = far[other]
                continue
            vacant[still] = other
            still += 1
            for _ in range(far_cap[other] - rooms[other, LOAD]):
                while size > 0 and keys[0] < far[heap[0]]:
                    keys[0] = far[heap[0]]
                    sift(heap, keys, size, 0)
                if size < 3 or far[other] <= keys[0] + eps:
                    break
                made += 1
                _taken, loser = enter_bid(
                    min(keys[1], keys[2], far[other]) + eps, heap[0], -1, -1, far, rooms, bids, holders, book, held
                )
                if loser >= 0 and book[loser, QUEUED] == 0:
                    book[loser, QUEUED] = 1
                    tail = head + waiting
                    queue[tail if tail < n_near else tail - n_near] = loser
                    waiting += 1
        n_vacant = still
        if made == before:
            break
    lowest = keys[0] + eps if rounds > 0 and size > 0 else 0
    for other in range(n_far):
        at = start[other]
        load = rooms[other, LOAD]
        while at < start[other] + load:
            if holders[at, 1] < 0:
                load -= 1
                holders[at, 0] = holders[start[other] + load, 0]
                holders[at, 1] = holders[start[other] + load, 1]
            else:
                edges[at] = holders[at, 0]
                at += 1
        far_load[other] = load
    for person in range(n_near):
        near_load[person] = book[person, LOAD]
        count[person] = book[person, COUNT]
        limit[person] = book[person, LIMIT]
        depths[person] = book[person, DEPTH]
    return lowest


@njit(cache=True)
def settle_bids(
    ptr: Ints,
    idx: Shorts,
    row: Shorts,
    weight: Any,
    near_low: Shorts,
    near_levels: Ints,
    near_load: Shorts,
    near_slots: Shorts,
    near_start: Ints,
    near: Ints,
    far: Ints,
    far_load: Shorts,
    far_slots: Shorts,
    far_start: Ints,
    held: Flags,
    lists: Any,
) -> None:
    """Write the least value of each bidder that no pair not held exceeds, and give up held pairs below it.

    Only who holds several places can hold such a pair: it was bid for while a better one was still held.
    """
    positions, partners, worths, count, limit, depths = lists
    longest = longest_row(ptr)
    nets = np.empty(longest + 1, np.int64)
    chosen_few = np.empty(longest + 1, np.int32)
    held[:] = 0
    near_load[:] = 0
    for other in range(far_load.shape[0]):
        for at in range(far_start[other], far_start[other] + far_load[other]):
            edge = far_slots[at]
            person = row[edge]
            held[edge] = 1
            near_slots[near_start[person] + near_load[person]] = edge
            near_load[person] += 1
    for person in range(ptr.shape[0] - 1):
        best: Any = -FAR
        for place in range(person * LONG, person * LONG + count[person]):
            net = worths[place] - far[partners[place]]
            if net > best and held[positions[place]] == 0:
                best = net
        if best < limit[person]:
            count[person], limit[person], depths[person] = make_list(
                ptr, idx, idx, True, weight, far, person, depths[person], positions, partners, worths, nets, chosen_few
            )
            for at in range(ptr[person], ptr[person + 1]):
                net = weight[at] - far[idx[at]]
                if net > best and held[at] == 0:
                    best = net
        if near_load[person] > 0:
            best = max(best, edge_down(near_load[person], near_low[person], near_levels))
            at = near_start[person] + near_load[person] - 1
            while at >= near_start[person]:
                edge = near_slots[at]
                if weight[edge] - far[idx[edge]] < best:
                    held[edge] = 0
                    drop(far_slots, far_start, far_load, idx[edge], edge)
                    near_load[person] -= 1
                    near_slots[at] = near_slots[near_start[person] + near_load[person]]
                at -= 1
        near[person] = max(best, edge_down(near_load[person], near_low[person], near_levels))
