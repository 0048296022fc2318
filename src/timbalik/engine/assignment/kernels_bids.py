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

#: What stands for "no bid ever" in a ledger of 32 and of 64 bits.
MOST_SHORT = np.int64(2**30)
MOST_LONG = np.int64(2**61)


@njit(cache=True, inline="always")
def enter_bid(
    bid: int, other: int, edge: int, person: int, price: Any, rooms: Any, offset: Shorts, book: Any, held: Flags
) -> tuple[bool, int]:
    """Give a place to a bid; return whether it was high enough, and who lost a place (-1 nobody).

    Somebody's record in ``rooms`` is how many places are taken, how many there are, and bid, edge and person of each taken
    one: a heap with the lowest bid on top.
    """
    off = offset[other]
    load = rooms[off]
    room = rooms[off + 1]
    top = off + 2
    loser = -1
    at = top
    taken = True
    if load < room:
        place = load
        load += 1
        rooms[off] = load
        while place > 0 and rooms[top + 3 * ((place - 1) >> 1)] > bid:
            up = (place - 1) >> 1
            rooms[top + 3 * place] = rooms[top + 3 * up]
            rooms[top + 3 * place + 1] = rooms[top + 3 * up + 1]
            rooms[top + 3 * place + 2] = rooms[top + 3 * up + 2]
            place = up
        at = top + 3 * place
    elif bid <= rooms[top]:
        taken = False
    else:
        loser = rooms[top + 2]
        if loser >= 0:
            book[loser, LOAD] -= 1
            if book[loser, CAP] > 1:
                held[rooms[top + 1]] = 0
        place = 0
        child = 1
        while child < load:
            if child + 1 < load and rooms[top + 3 * child + 3] < rooms[top + 3 * child]:
                child += 1
            if rooms[top + 3 * child] >= bid:
                break
            rooms[top + 3 * place] = rooms[top + 3 * child]
            rooms[top + 3 * place + 1] = rooms[top + 3 * child + 1]
            rooms[top + 3 * place + 2] = rooms[top + 3 * child + 2]
            place = child
            child = 2 * place + 1
        at = top + 3 * place
    if taken:
        rooms[at] = bid
        rooms[at + 1] = edge
        rooms[at + 2] = person
        if load == room:
            price[other] = max(price[other], rooms[top])
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
    edges: Shorts,
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
    positions, partners, worths, count, limit, depths, book = lists
    most = MOST_SHORT if book.itemsize == 4 else MOST_LONG
    for person in range(n_near):
        book[person, LOAD] = near_load[person]
        book[person, CAP] = near_cap[person]
        book[person, LOW] = near_low[person]
        book[person, QUEUED] = 1
        book[person, COUNT] = count[person]
        book[person, LIMIT] = max(-most, min(most, limit[person]))
        book[person, DEPTH] = min(most, depths[person])
        book[person, START] = ptr[person]
    price = np.empty(n_far, weight.dtype)
    offset = np.empty(n_far, np.int32)
    rooms = np.empty(3 * start[n_far] + 2 * n_far, weight.dtype)
    for other in range(n_far):
        price[other] = min(far[other], most)
        off = 3 * start[other] + 2 * other
        offset[other] = off
        rooms[off] = far_load[other]
        rooms[off + 1] = far_cap[other]
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
                        for place in range(mine[COUNT]):
                            net = mine[2 * LONG + place] - price[mine[LONG + place]]
                            if net > second and (fresh or held[mine[3 * LONG + place]] == 0):
                                if net > best:
                                    second = best
                                    best = net
                                    chosen = mine[3 * LONG + place]
                                else:
                                    second = net
                        if turn == 1 or second >= mine[LIMIT]:
                            break
                        found, floor, deep = make_list(
                            ptr, idx, idx, True, weight, price, person, mine[DEPTH], positions, partners, worths, nets,
                            chosen_few,
                        )  # fmt: skip
                        mine[COUNT] = found
                        mine[LIMIT] = max(-most, min(most, floor))
                        mine[DEPTH] = min(most, deep)
                if not listed or second < mine[LIMIT]:
                    first = mine[START]
                    row = idx[first : ptr[person + 1]]
                    worth = weight[first : ptr[person + 1]]
                    best = level
                    second = level
                    chosen = -1
                    for k in range(row.shape[0]):
                        net = worth[k] - price[row[k]]
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
                    price[other] + best - second + eps, other, chosen, person, price, rooms, offset, book, held
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
                if rooms[offset[other]] < far_cap[other]:
                    vacant[n_vacant] = other
                    n_vacant += 1
                elif far_cap[other] > 0:
                    heap[size] = other
                    keys[size] = price[other]
                    size += 1
            for at in range(size // 2 - 1, -1, -1):
                sift(heap, keys, size, at)
        rounds += 1
        before = made
        still = 0
        for turn in range(n_vacant):
            other = vacant[turn]
            if rooms[offset[other]] == far_cap[other]:
                # filled meanwhile: it joins the heap, from the end upwards
                at = size
                size += 1
                while at > 0 and keys[(at - 1) >> 1] > price[other]:
                    heap[at] = heap[(at - 1) >> 1]
                    keys[at] = keys[(at - 1) >> 1]
                    at = (at - 1) >> 1
                heap[at] = other
                keys[at] = price[other]
                continue
            vacant[still] = other
            still += 1
            for _ in range(far_cap[other] - rooms[offset[other]]):
                while size > 0 and keys[0] < price[heap[0]]:
                    keys[0] = price[heap[0]]
                    sift(heap, keys, size, 0)
                if size < 3 or price[other] <= keys[0] + eps:
                    break
                made += 1
                _taken, loser = enter_bid(
                    min(keys[1], keys[2], price[other]) + eps, heap[0], -1, -1, price, rooms, offset, book, held
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
        off = offset[other]
        load = 0
        for place in range(rooms[off]):
            if rooms[off + 2 + 3 * place + 2] >= 0:
                edges[start[other] + load] = rooms[off + 2 + 3 * place + 1]
                load += 1
        far_load[other] = load
        if price[other] < most:
            far[other] = price[other]
    for person in range(n_near):
        near_load[person] = book[person, LOAD]
        count[person] = book[person, COUNT]
        limit[person] = book[person, LIMIT]
        if limit[person] == most:
            limit[person] = FAR
        if limit[person] == -most:
            limit[person] = -FAR
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
    positions, partners, worths, count, limit, depths, _ledger = lists
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
        for place in range(count[person]):
            net = worths[person, place] - far[partners[person, place]]
            if net > best and held[positions[person, place]] == 0:
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
