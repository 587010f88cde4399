// Who is in which zone, as the tables ask: transforms/zones/membership.py and places.py. Pure functions.

import { area, bounds, clipped, contains } from "./geometry.js";

const SEATED_HEIGHTS = 1.4; // as in transforms/zones/places.py: who is taller than that stands before or behind a seat
const OVERLAP_SHARE = 0.5; // as in transforms/zones/membership.py
const LOWEST = 1 - 1e-6; // feet at the lower edge of the frame are inside

export function isMember(zone, [x1, y1, x2, y2]) {
  if (zone.anchor === "overlap") {
    const whole = (x2 - x1) * (y2 - y1);
    return whole > 0 && area(clipped(zone.polygon, [x1, y1, x2, y2])) >= OVERLAP_SHARE * whole;
  }
  const down = zone.anchor === "centre" || zone.kind === "seat" ? (y1 + y2) / 2 : y2;
  return contains(zone.polygon, (x1 + x2) / 2, Math.min(down, LOWEST));
}

export function isSeated(zone, box) {
  const [, top, , bottom] = bounds(zone.polygon);
  return isMember({ ...zone, anchor: "centre" }, box) && box[3] - box[1] <= SEATED_HEIGHTS * (bottom - top);
}

// For each zone the numbers of the boxes in it; who is in an ignored zone is in no other.
export function membership(zones, boxes) {
  const usable = boxes.map((box) => !zones.some((zone) => zone.kind === "ignore" && isMember(zone, box)));
  return zones.map((zone) => {
    const asks = zone.kind === "seat" ? isSeated : isMember;
    const found = [];
    boxes.forEach((box, i) => {
      if ((usable[i] || zone.kind === "ignore") && asks(zone, box)) found.push(i);
    });
    return found;
  });
}
