import { describe, expect, it } from 'vitest';
import {
  arrange,
  compareSeated,
  focusShape,
  GAP,
  gridShape,
  PAGER_HEIGHT,
  pageOf,
  type Seated,
  type Size,
  tileSize,
} from './layout';

const DESK = { width: 1280, height: 640 };
const PHONE = { width: 390, height: 620 };

function seated(id: string, more: Partial<Seated> = {}): Seated {
  return { id, self: false, speaking: false, lastSpoke: 0, camera: true, joinedAt: 0, ...more };
}

/** A small generator of our own, so that a failing case can be had again by its seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('the grid', () => {
  it.each([
    [1, 1, 1],
    [2, 2, 1],
    [3, 2, 2],
    [4, 2, 2],
    [7, 3, 3],
    [9, 3, 3],
    [25, 5, 5],
  ])('shows %i tiles on a desk as %i columns and %i rows', (count, columns, rows) => {
    expect(gridShape(count, DESK)).toMatchObject({ columns, rows, pages: 1 });
  });

  it.each<[string, Size]>([
    ['a desk of 1280 by 800', { width: 1264, height: 718 }],
    ['a wide desk', { width: 1904, height: 960 }],
    ['a desk with nearly square room', { width: 1264, height: 780 }],
  ])('shows two people side by side on %s', (_, stage) => {
    expect(gridShape(2, stage)).toMatchObject({ columns: 2, rows: 1 });
  });

  it('shows two people one above the other where that makes them much larger', () => {
    expect(gridShape(2, { width: 896, height: 718 })).toMatchObject({ columns: 1, rows: 2 });
  });

  it('never has more columns or rows than the width allows', () => {
    expect(gridShape(10, { width: 2560, height: 300 })).toMatchObject({ columns: 5, rows: 2 });
    expect(gridShape(4, { width: 650, height: 200 })).toMatchObject({ columns: 2, rows: 2 });
    expect(gridShape(3, { width: 720, height: 2000 })).toMatchObject({ columns: 1, rows: 3 });
  });

  it.each([
    [1100, 25],
    [1099, 16],
    [959, 9],
    [699, 4],
    [559, 2],
  ])('carries at %i pixels of width %i tiles on a page', (width, capacity) => {
    expect(gridShape(40, { width, height: 300 }).capacity).toBe(capacity);
  });

  it('turns to pages when there are more than fit', () => {
    expect(gridShape(26, DESK)).toMatchObject({ capacity: 25, pages: 2 });
  });

  it('has two columns at most on a phone held upright', () => {
    for (let count = 1; count <= 30; count += 1) {
      expect(gridShape(count, PHONE).columns).toBeLessThanOrEqual(2);
    }
    expect(gridShape(2, PHONE)).toMatchObject({ columns: 1, rows: 2 });
    expect(gridShape(3, PHONE)).toMatchObject({ columns: 1, rows: 3 });
    expect(gridShape(4, PHONE)).toMatchObject({ columns: 2, rows: 2 });
    expect(gridShape(7, PHONE)).toMatchObject({ columns: 2, rows: 4, pages: 1 });
  });

  it('has room for every tile of a page, whatever the stage', () => {
    const next = random(7);
    for (let round = 0; round < 500; round += 1) {
      const stage = { width: 200 + next() * 2_400, height: 150 + next() * 1_400 };
      const count = 1 + Math.floor(next() * 60);
      const shape = gridShape(count, stage);
      expect(shape.columns * shape.rows).toBeGreaterThanOrEqual(Math.min(count, shape.capacity));
      expect(shape.pages * shape.capacity).toBeGreaterThanOrEqual(count);
      expect((shape.pages - 1) * shape.capacity).toBeLessThan(count);
    }
  });
});

describe('the size of a tile', () => {
  it('is 16:9, and fits as often as the grid says, whatever the stage', () => {
    const next = random(11);
    for (let round = 0; round < 500; round += 1) {
      const stage = { width: 560 + next() * 2_000, height: 250 + next() * 1_200 };
      const shape = gridShape(1 + Math.floor(next() * 60), stage);
      const { width, height } = tileSize(shape, stage);
      const below = shape.pages > 1 ? PAGER_HEIGHT : 0;
      expect(width * shape.columns + GAP * (shape.columns - 1)).toBeLessThanOrEqual(stage.width);
      expect(height * shape.rows + GAP * (shape.rows - 1)).toBeLessThanOrEqual(
        stage.height - below,
      );
      expect(Math.abs(width / height - 16 / 9)).toBeLessThan(0.05);
    }
  });

  it('fills the whole width of a phone held upright', () => {
    expect(tileSize(gridShape(2, PHONE), PHONE)).toEqual({ width: 390, height: 306 });
  });
});

describe('the order of tiles', () => {
  it('is self, speaking, last spoke, camera on, join time', () => {
    const all = [
      seated('early', { joinedAt: 1, camera: false }),
      seated('camera', { joinedAt: 2 }),
      seated('spoke', { lastSpoke: 3, joinedAt: 3 }),
      seated('speaking', { speaking: true, joinedAt: 4 }),
      seated('self', { self: true, joinedAt: 5 }),
    ];
    expect([...all].sort(compareSeated).map(({ id }) => id)).toEqual([
      'self',
      'speaking',
      'spoke',
      'camera',
      'early',
    ]);
  });

  it('does not move anybody while all stand on one page', () => {
    const all = ['a', 'b', 'c', 'd'].map((id, index) => seated(id, { joinedAt: index }));
    const before = arrange([], all, 9);
    const speaking = all.map((one) => (one.id === 'd' ? { ...one, speaking: true } : one));
    expect(arrange(before, speaking, 9)).toEqual(before);
  });

  it('brings who speaks to the first page in the place of one alone', () => {
    const all = Array.from({ length: 8 }, (_, index) => seated(`p${index}`, { joinedAt: index }));
    const before = arrange([], all, 4);
    const speaking = all.map((one) => (one.id === 'p7' ? { ...one, speaking: true } : one));
    const after = arrange(before, speaking, 4);
    expect(after.slice(0, 4)).toContain('p7');
    expect(after.filter((id, index) => id !== before[index])).toHaveLength(2);
  });

  it('puts newcomers behind and closes the gap of those who left', () => {
    const before = ['me', 'a', 'b'];
    const now = [seated('me', { self: true }), seated('b'), seated('c', { joinedAt: 9 })];
    expect(arrange(before, now, 9)).toEqual(['me', 'b', 'c']);
  });

  it('keeps everybody once, the first page to those who are due, and those already there in place', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const next = random(seed);
      const capacity = 1 + Math.floor(next() * 9);
      let people: Seated[] = [];
      let order: string[] = [];
      for (let step = 0; step < 12; step += 1) {
        people = people
          .filter(() => next() > 0.1)
          .map((one) => ({ ...one, speaking: next() > 0.8, camera: next() > 0.3 }));
        const joined = `${seed}-${step}`;
        people.push(seated(joined, { self: people.every(({ self }) => !self), joinedAt: step }));
        const before = order;
        order = arrange(order, people, capacity);
        expect([...order].sort()).toEqual(people.map(({ id }) => id).sort());
        const due = [...people]
          .sort(compareSeated)
          .slice(0, capacity)
          .map(({ id }) => id);
        expect(order.slice(0, capacity).sort(), `seed ${seed}`).toEqual(due.sort());
        const nobodyLeft = before.every((id) => order.includes(id));
        if (nobodyLeft && before[0] === order[0]) {
          for (const id of before.slice(0, capacity)) {
            if (due.includes(id)) expect(order.indexOf(id)).toBe(before.indexOf(id));
          }
        }
      }
    }
  });
});

it('shows the last page where the wished one is gone', () => {
  expect(pageOf(['a', 'b', 'c', 'd', 'e'], 9, 2)).toEqual(['e']);
  expect(pageOf(['a', 'b', 'c'], 1, 2)).toEqual(['c']);
  expect(pageOf([], 0, 4)).toEqual([]);
});

it('puts the strip beside a wide stage and beneath an upright one', () => {
  expect(focusShape(DESK).strip).toBe('right');
  expect(focusShape(PHONE).strip).toBe('bottom');
});
