"""The auction that finds good prices: whoever has fewer places in all bids for the places of the other side.

Bertsekas (1988); prices that rise by a least step first, an exact round without steps at the end. Places that nobody
takes are held by nobody in particular, who wants the cheapest ones: so prices need not start at nothing in each round
(the other side's part in Bertsekas and Castanon 1992, without its second auction).

A bid looks at all pairs of its bidder: with sixty pairs or so, one look without a branch costs less than to keep a list of
the best up to date. Places in memory are unsigned here, since a number below zero would have to be asked for each time.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from timbalik.engine.assignment.compiled import fetch_ahead, njit
from timbalik.engine.assignment.kernels_base import FAR, Flags, Ints, Shorts, edge_down, edge_up, give_up, take

#: How often nobody in particular may bid in one auction: more rounds cost more bids than the searches they save.
MOST_ROUNDS = 20

#: What stands for a price that nobody can pay where numbers have 32 bits and 64.
MOST_SHORT = np.int64(2**30)
MOST_LONG = np.int64(2**61)

#: How many bidders ahead pairs are fetched from memory, and how many numbers come at once.
AHEAD = 4
LINE = 16

#: How many bidders look before their bids are entered one after the other: what bids will need is fetched meanwhile.
TOGETHER = 32

#: Columns of a bid that waits to be entered.
WHO, WHERE, EDGE, BID, RAISE = range(5)


@njit(inline="always")
def enter_bid(
    bid: Any,
    other: int,
    edge: int,
    person: int,
    price: Any,
    rooms: Any,
    offset: Any,
    open_places: Shorts,
    held: Flags,
    several: bool,
) -> tuple[bool, int]:
    """Give a place to a bid; return whether it was high enough, and who lost a place (-1 nobody).

    Somebody's record in ``rooms`` is how many places are taken, how many there are, and bid, edge and person of each taken
    one: a heap with the lowest bid on top.
    """
    off = np.int64(offset[other])
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
            open_places[loser] += 1
            if several:
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


@njit()
def best_instead(row: Any, worth: Any, mask: Any, bits: int, mine: Flags, price: Any, level: Any) -> Any:
    """Return the most that somebody's other pairs are worth beyond their prices, and no less than ``level``."""
    best = level
    for k in range(row.shape[0]):
        net = (np.int64(worth[k]) >> bits) - price[row[k] & mask]
        best = max(best, level if mine[k] else net)
    return best


@njit()
def bid_for_several(
    need: int, row: Any, worth: Any, mask: Any, bits: int, mine: Flags, price: Any, level: Any, eps: int, nets: Any, bids: Any,
    found: int,
) -> int:  # fmt: skip
    """Bid for the ``need`` best places at once; return how many bids there are now.

    All are weighed against the best that is left (the transportation problem's bids of Bertsekas and Castanon 1989), so that a
    bid for the first does not stop at what the second is worth. Edges are counted from the row's first.
    """
    for k in range(row.shape[0]):
        net = (np.int64(worth[k]) >> bits) - price[row[k] & mask]
        nets[k] = level if mine[k] else net
    before = found
    while found - before < need:
        best = np.int64(level)
        for k in range(row.shape[0]):
            best = max(best, np.int64(nets[k]))
        if best <= level:
            break
        k = 0
        while nets[k] != best:
            k += 1
        nets[k] = level
        mine[k] = 1
        bids[found, WHERE] = row[k] & mask
        bids[found, EDGE] = k
        bids[found, BID] = np.int64(worth[k]) >> bits
        bids[found, RAISE] = best
        found += 1
    second = np.int64(level)
    for k in range(row.shape[0]):
        second = max(second, np.int64(nets[k]))
    for one in range(before, found):
        bids[one, BID] += eps - second
        bids[one, RAISE] += eps - second
    return found


@njit()
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


def auction_space(ptr: Ints, near_cap: Shorts, far_cap: Shorts, kind: Any) -> tuple[Any, ...]:
    """Return the scratch arrays of auctions: prices, where records begin, records, nets, what everybody would have instead,
    bids, the queue, who is queued, who has open places, and what free places need."""
    n_near, n_far = len(near_cap), len(far_cap)
    return (
        np.empty(n_far, kind),
        np.empty(n_far, np.uint32),
        np.empty(3 * int(far_cap.sum()) + 5 * n_far, kind),
        np.empty(int(np.diff(ptr).max(initial=0)), kind),
        np.empty(n_near, np.int64),
        np.empty((TOGETHER + int(near_cap.max(initial=0)), 5), np.int64),
        np.empty(n_near, np.uint32),
        np.empty(n_near, np.uint8),
        np.empty(n_near, np.int32),
        np.empty(n_far, np.int32),
        np.empty(n_far, np.int32),
        np.empty(n_far, np.int64),
    )


@njit()
def hold_auction(
    space: Any,
    ptr: Ints,
    idx: Any,
    weight: Any,
    mask: Any,
    bits: int,
    near_cap: Shorts,
    near_low: Shorts,
    near_levels: Ints,
    near_load: Shorts,
    far_cap: Shorts,
    far_load: Shorts,
    far: Ints,
    start: Ints,
    edges: Shorts,
    people: Shorts,
    held: Flags,
    eps: int,
    budget: int,
    enough: int,
    floating: bool,
    going_on: bool,
) -> int:
    """Let the near side bid; prices ``far`` rise in place. Returns how low the prices of free places came to lie.

    With ``eps`` 0 a bid must raise the price, so what is held at the end is exact: nobody who holds a pair would rather
    have another one. The auction ends where no more than ``enough`` bidders wait. ``floating``: free places go to where
    prices are lowest, all prices may then fall together by what is returned. ``idx`` is unsigned; what ``mask`` leaves of it is the
    neighbour, what ``weight`` holds above the lowest ``bits`` the pair's worth: both may be one array, half as much to read.

    A few bidders look at the same prices, then their bids are entered: one that came too late looks again.

    ``going_on``: loads, ``edges`` and ``people`` tell what was held after an auction with larger raises; who would bid for the same
    place again keeps it, as if the bid were made (the idea of Goldberg and Kennedy 1995). Nothing is held otherwise.
    """
    price, offset, rooms, nets, instead, bids, queue, queued, open_places, vacant, heap, keys = space
    n_near = ptr.shape[0] - 1
    n_far = far_cap.shape[0]
    most = MOST_SHORT if price.itemsize == 4 else MOST_LONG
    for other in range(n_far):
        price[other] = min(far[other], most)
        off = 3 * start[other] + 2 * other
        offset[other] = off
        rooms[off] = 0
        rooms[off + 1] = far_cap[other]
    several = bids.shape[0] > TOGETHER + 1
    for person in range(n_near):
        queue[person] = person
        queued[person] = 1
    waiting = n_near
    held[:] = 0
    if going_on:
        for other in range(n_far):
            for at in range(start[other], start[other] + far_load[other]):
                held[edges[at]] = 1
        for person in range(n_near):
            first = ptr[person]
            instead[person] = best_instead(
                idx[first : ptr[person + 1]], weight[first : ptr[person + 1]], mask, bits, held[first : ptr[person + 1]],
                price, np.int64(edge_up(near_load[person], near_low[person], near_levels)),
            )  # fmt: skip
            open_places[person] = near_cap[person] - near_load[person]
        for other in range(n_far):
            before = price[other]
            for at in range(start[other], start[other] + far_load[other]):
                edge = edges[at]
                person = people[at]
                bid = (np.int64(weight[edge]) >> bits) - instead[person] + eps
                if bid >= before:
                    enter_bid(bid, other, edge, person, price, rooms, offset, open_places, held, several)
                else:
                    held[edge] = 0
                    open_places[person] += 1
        waiting = 0
        for person in range(n_near):
            queue[waiting] = person
            queued[person] = open_places[person] > 0
            waiting += queued[person]
    else:
        for person in range(n_near):
            open_places[person] = near_cap[person]
    some_low = False
    for person in range(n_near):
        some_low = some_low or near_low[person] > 0
    n_vacant = 0
    size = 0
    head = 0
    made = 0
    rounds = 0
    while True:
        while waiting > enough and made < budget:
            found = 0
            for _ in range(min(TOGETHER, 1 + (waiting >> 3), waiting - enough)):
                person = queue[head]
                head = head + 1 if head + 1 < n_near else 0
                waiting -= 1
                queued[person] = 0
                if waiting > AHEAD:
                    soon = head + AHEAD
                    coming = queue[soon if soon < n_near else soon - n_near]
                    fetch_ahead(open_places, coming)
                    soon = ptr[coming]
                    if waiting > 3 * AHEAD:
                        later = head + 3 * AHEAD
                        fetch_ahead(ptr, queue[later if later < n_near else later - n_near])
                    for line in range(4):
                        fetch_ahead(idx, soon + line * LINE)
                        if bits == 0:
                            fetch_ahead(weight, soon + line * LINE)
                    if several:
                        fetch_ahead(held, soon)
                        fetch_ahead(held, soon + 63)
                first = ptr[person]
                count = ptr[person + 1] - first
                row = idx[first : first + count]
                worth = weight[first : first + count]
                need = open_places[person]
                level = near_levels[0]
                if need > 1 and eps > 0 and not some_low:
                    before = found
                    found = bid_for_several(
                        need, row, worth, mask, bits, held[first : first + count], price, level, eps, nets, bids, found
                    )
                    for one in range(before, found):
                        bids[one, WHO] = person
                        bids[one, EDGE] += first
                        fetch_ahead(rooms, offset[bids[one, WHERE]])
                    open_places[person] -= found - before
                    need = 0
                while need > 0 and open_places[person] > 0:
                    if some_low:
                        level = edge_up(near_cap[person] - open_places[person], near_low[person], near_levels)
                    best = np.int64(level)
                    second = np.int64(level)
                    where = -1
                    if not several:
                        for k in range(count):
                            net = (np.int64(worth[k]) >> bits) - price[row[k] & mask]
                            where = k if net > best else where
                            second = max(second, min(best, net))
                            best = max(best, net)
                    else:
                        mine = held[first : first + count]
                        for k in range(count):
                            net = (np.int64(worth[k]) >> bits) - price[row[k] & mask]
                            net = np.int64(level) if mine[k] else net
                            where = k if net > best else where
                            second = max(second, min(best, net))
                            best = max(best, net)
                    if where < 0:
                        break
                    k = where
                    other = row[k] & mask
                    fetch_ahead(rooms, offset[other])
                    open_places[person] -= 1
                    if several:
                        held[first + k] = 1
                    bids[found, WHO] = person
                    bids[found, WHERE] = other
                    bids[found, EDGE] = first + k
                    bids[found, BID] = (np.int64(worth[k]) >> bits) - second + eps
                    bids[found, RAISE] = best - second + eps
                    found += 1
                    if best - second + eps == 0:
                        break
                if found >= TOGETHER:
                    break
            made += found
            if several:
                for one in range(found):
                    full = np.int64(offset[bids[one, WHERE]])
                    if rooms[full] == rooms[full + 1]:
                        fetch_ahead(held, rooms[full + 3])
                        fetch_ahead(open_places, rooms[full + 4])
            for one in range(found):
                person = bids[one, WHO]
                edge = bids[one, EDGE]
                taken, again = enter_bid(
                    bids[one, BID], bids[one, WHERE], edge, person, price, rooms, offset, open_places, held, several
                )
                if not taken:
                    open_places[person] += 1
                    held[edge] = 0
                if bids[one, RAISE] > 0:
                    again = again if taken else person
                elif taken and open_places[person] > 0:
                    again = person
                if again >= 0 and queued[again] == 0:
                    queued[again] = 1
                    tail = head + waiting
                    queue[tail if tail < n_near else tail - n_near] = again
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
        bid_before = made
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
                    min(keys[1], keys[2], price[other]) + eps,
                    heap[0],
                    -1,
                    -1,
                    price,
                    rooms,
                    offset,
                    open_places,
                    held,
                    several,
                )
                if loser >= 0 and queued[loser] == 0:
                    queued[loser] = 1
                    tail = head + waiting
                    queue[tail if tail < n_near else tail - n_near] = loser
                    waiting += 1
        n_vacant = still
        if made == bid_before:
            break
    for person in range(n_near):
        near_load[person] = near_cap[person] - open_places[person]
    lowest = keys[0] + eps if rounds > 0 and size > 0 else 0
    for other in range(n_far):
        off = offset[other]
        load = 0
        for place in range(rooms[off]):
            if rooms[off + 2 + 3 * place + 2] >= 0:
                edges[start[other] + load] = rooms[off + 2 + 3 * place + 1]
                people[start[other] + load] = rooms[off + 2 + 3 * place + 2]
                load += 1
        far_load[other] = load
        if price[other] < most:
            far[other] = price[other]
    return lowest


@njit()
def settle_bids(
    ptr: Ints,
    idx: Any,
    weight: Any,
    mask: Any,
    bits: int,
    near_low: Shorts,
    near_levels: Ints,
    near_load: Shorts,
    near_slots: Shorts,
    near_people: Shorts,
    near_start: Ints,
    near: Ints,
    far: Ints,
    far_load: Shorts,
    far_slots: Shorts,
    far_people: Shorts,
    far_start: Ints,
    held: Flags,
) -> None:
    """Write the least value of each bidder that no pair not held exceeds, and give up held pairs below it.

    Only who holds several places can hold such a pair: it was bid for while a better one was still held.
    """
    held[:] = 0
    near_load[:] = 0
    for other in range(far_load.shape[0]):
        for at in range(far_start[other], far_start[other] + far_load[other]):
            held[far_slots[at]] = 1
            take(near_slots, near_people, near_start, near_load, far_people[at], far_slots[at], other)
    for person in range(ptr.shape[0] - 1):
        first = ptr[person]
        final = ptr[person + 1]
        best = best_instead(idx[first:final], weight[first:final], mask, bits, held[first:final], far, -FAR)
        if near_load[person] > 0:
            best = max(best, edge_down(near_load[person], near_low[person], near_levels))
            at = near_start[person] + near_load[person] - 1
            while at >= near_start[person]:
                edge = near_slots[at]
                other = near_people[at]
                if (np.int64(weight[edge]) >> bits) - far[other] < best:
                    held[edge] = 0
                    give_up(far_slots, far_people, far_start, far_load, other, edge)
                    give_up(near_slots, near_people, near_start, near_load, person, edge)
                at -= 1
        near[person] = max(best, edge_down(near_load[person], near_low[person], near_levels))
