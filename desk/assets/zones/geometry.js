// Polygons in fractions of the frame, as the tables ask them: see transforms/zones/membership.py. Pure functions.

export const DECIMALS = 4; // a fifth of a pixel of a frame 1920 wide

export function tidy(value) {
  return Number(Math.min(1, Math.max(0, value)).toFixed(DECIMALS));
}

export function bounds(polygon) {
  const across = polygon.map(([x]) => x);
  const down = polygon.map(([, y]) => y);
  return [Math.min(...across), Math.min(...down), Math.max(...across), Math.max(...down)];
}

export function area(polygon) {
  let twice = 0;
  polygon.forEach(([x, y], i) => {
    const [u, v] = polygon[(i + 1) % polygon.length];
    twice += x * v - u * y;
  });
  return Math.abs(twice) / 2;
}

export function contains(polygon, x, y) {
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [xi, yi] = polygon[i];
    const [xj, yj] = polygon[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

// The part of a polygon within a box x1, y1, x2, y2, one side of the box after the other (Sutherland and Hodgman 1974).
export function clipped(polygon, [x1, y1, x2, y2]) {
  let rest = polygon;
  for (const [axis, limit, sign] of [[0, x1, 1], [0, x2, -1], [1, y1, 1], [1, y2, -1]]) {
    const kept = [];
    rest.forEach((corner, i) => {
      const before = rest[(i + rest.length - 1) % rest.length];
      const here = sign * (corner[axis] - limit);
      const there = sign * (before[axis] - limit);
      if (here >= 0 !== there >= 0) {
        const share = there / (there - here);
        kept.push([before[0] + share * (corner[0] - before[0]), before[1] + share * (corner[1] - before[1])]);
      }
      if (here >= 0) kept.push(corner);
    });
    rest = kept;
  }
  return rest;
}

function turn([ax, ay], [bx, by], [cx, cy]) {
  return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
}

function lies([ax, ay], [bx, by], [x, y]) {
  return turn([ax, ay], [bx, by], [x, y]) === 0
    && Math.min(ax, bx) <= x && x <= Math.max(ax, bx) && Math.min(ay, by) <= y && y <= Math.max(ay, by);
}

function meet(a, b, c, d) {
  if (lies(a, b, c) || lies(a, b, d) || lies(c, d, a) || lies(c, d, b)) return true;
  return turn(a, b, c) > 0 !== turn(a, b, d) > 0 && turn(c, d, a) > 0 !== turn(c, d, b) > 0;
}

// Whether two sides meet that are no neighbours: then it has no clear inside.
export function crosses(polygon) {
  const sides = polygon.map((corner, i) => [corner, polygon[(i + 1) % polygon.length]]);
  for (let i = 0; i < sides.length; i++) {
    for (let j = i + 2; j < sides.length; j++) {
      if (i === 0 && j === sides.length - 1) continue;
      if (meet(...sides[i], ...sides[j])) return true;
    }
  }
  return false;
}

// The point of a side that is nearest; distances in pixels of a picture wide × high.
export function nearestOn([a, b], [x, y], wide, high) {
  const dx = (b[0] - a[0]) * wide;
  const dy = (b[1] - a[1]) * high;
  const long = dx * dx + dy * dy;
  const share = long ? Math.min(1, Math.max(0, ((x - a[0]) * wide * dx + (y - a[1]) * high * dy) / long)) : 0;
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
}

export function apart([x, y], [u, v], wide, high) {
  return Math.hypot((x - u) * wide, (y - v) * high);
}

// Where a corner catches: on a corner of another zone, else on one of its sides, else on the edge of the picture.
export function snapped(point, others, reach, wide, high) {
  const near = (found) => found
    .map((one) => [apart(one, point, wide, high), one])
    .filter(([far]) => far <= reach)
    .sort(([one], [other]) => one - other)[0]?.[1];
  const corner = near(others.flat());
  if (corner) return [...corner];
  const sides = others.flatMap((polygon) => polygon.map((one, i) => [one, polygon[(i + 1) % polygon.length]]));
  const side = near(sides.map((one) => nearestOn(one, point, wide, high)));
  if (side) return side.map(tidy);
  const edge = (value, long) => (value * long <= reach ? 0 : (1 - value) * long <= reach ? 1 : value);
  return [edge(point[0], wide), edge(point[1], high)].map(tidy);
}
