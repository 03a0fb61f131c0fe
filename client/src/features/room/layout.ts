/** Where tiles stand: pure functions of the stage's size and of who is there. */

export interface Size {
  width: number;
  height: number;
}

export interface GridShape {
  columns: number;
  rows: number;
  /** Tiles on one page. */
  capacity: number;
  pages: number;
}

/** Width in CSS pixels from which a square of that many tiles may stand on one page. */
const STEPS = [
  { width: 1100, side: 5 },
  { width: 960, side: 4 },
  { width: 700, side: 3 },
  { width: 560, side: 2 },
] as const;

const TILE_RATIO = 16 / 9;
/** A phone held upright: two columns, rows as its height carries. */
const PORTRAIT_ROW = 150;
/** A part of the largest picture's area for which people rather stand side by side. */
const NEARLY = 0.75;

export const GAP = 8;
/** Height of the line that turns pages. */
export const PAGER_HEIGHT = 40;

interface Bounds {
  columns: number;
  rows: number;
  capacity: number;
}

function isPortrait(stage: Size): boolean {
  return stage.width < 560 && stage.height > stage.width;
}

/** The most that one page carries. */
function boundsOf(stage: Size): Bounds {
  if (isPortrait(stage)) {
    const rows = Math.min(4, Math.max(1, Math.floor(stage.height / PORTRAIT_ROW)));
    return { columns: 2, rows: 2 * rows, capacity: 2 * rows };
  }
  const side = STEPS.find((candidate) => stage.width >= candidate.width)?.side;
  if (side === undefined) return { columns: 2, rows: 2, capacity: 2 };
  return { columns: side, rows: side, capacity: side * side };
}

/**
 * Columns and rows for `count` tiles: the shape that gives each the largest 16:9 picture on this
 * stage. Of shapes that are nearly as good a stage that lies takes the one with most columns: two
 * people stand side by side.
 */
export function gridShape(count: number, stage: Size): GridShape {
  const total = Math.max(1, count);
  const bounds = boundsOf(stage);
  const { capacity } = bounds;
  const pages = Math.ceil(total / capacity);
  const shown = Math.min(total, capacity);
  const columns = bestColumns(shown, roomFor(stage, pages), bounds);
  return { columns, rows: Math.ceil(shown / columns), capacity, pages };
}

/** The stage without the line that turns pages. */
function roomFor(stage: Size, pages: number): Size {
  return pages > 1 ? { ...stage, height: stage.height - PAGER_HEIGHT } : stage;
}

function bestColumns(count: number, stage: Size, bounds: Bounds): number {
  const shapes: { columns: number; area: number }[] = [];
  for (let columns = 1; columns <= Math.min(bounds.columns, count); columns += 1) {
    const rows = Math.ceil(count / columns);
    if (rows > bounds.rows) continue;
    shapes.push({ columns, area: worth(cellOf(stage, columns, rows), stage) });
  }
  const largest = Math.max(...shapes.map(({ area }) => area));
  const enough = stage.width > stage.height ? largest * NEARLY : largest;
  const good = shapes.filter(({ area }) => area >= enough).map(({ columns }) => columns);
  return stage.width > stage.height ? Math.max(...good) : Math.min(...good);
}

function cellOf(stage: Size, columns: number, rows: number): Size {
  return {
    width: Math.max(0, Math.floor((stage.width - GAP * (columns - 1)) / columns)),
    height: Math.max(0, Math.floor((stage.height - GAP * (rows - 1)) / rows)),
  };
}

/** What a cell is worth: its picture's area; where the picture fills the cell, that of the face. */
function worth(cell: Size, stage: Size): number {
  if (isPortrait(stage)) return Math.min(cell.width, cell.height) ** 2;
  const { width, height } = picture(cell);
  return width * height;
}

/** The largest 16:9 picture within a cell. */
function picture(cell: Size): Size {
  const width = Math.min(cell.width, Math.floor(cell.height * TILE_RATIO));
  return { width, height: Math.min(cell.height, Math.floor(width / TILE_RATIO)) };
}

/** The size of one tile of a grid; on a phone held upright each fills its cell. */
export function tileSize(shape: GridShape, stage: Size): Size {
  const cell = cellOf(roomFor(stage, shape.pages), shape.columns, shape.rows);
  return isPortrait(stage) ? cell : picture(cell);
}

export interface Seated {
  id: string;
  self: boolean;
  speaking: boolean;
  /** Larger is later; 0: has not spoken. */
  lastSpoke: number;
  camera: boolean;
  joinedAt: number;
}

/** Self, speaking, last spoke, camera on, join time; the id makes it a total order. */
export function compareSeated(a: Seated, b: Seated): number {
  return (
    Number(b.self) - Number(a.self) ||
    Number(b.speaking) - Number(a.speaking) ||
    b.lastSpoke - a.lastSpoke ||
    Number(b.camera) - Number(a.camera) ||
    a.joinedAt - b.joinedAt ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

/**
 * The order of tiles with `capacity` on the first page, moving as few as possible: who is to be on
 * the first page and already stands there keeps the place; newcomers take the places given up.
 * Later pages keep their order as well.
 */
export function arrange(previous: readonly string[], seated: readonly Seated[], capacity: number) {
  const ranked = [...seated].sort(compareSeated).map((one) => one.id);
  const self = seated.find((one) => one.self)?.id;
  const present = new Set(ranked);
  const stayed = previous.filter((id) => present.has(id));
  const known = new Set(stayed);
  const arrived = seated
    .filter((one) => !known.has(one.id))
    .sort((a, b) => a.joinedAt - b.joinedAt || (a.id < b.id ? -1 : 1))
    .map((one) => one.id);
  const order = [...stayed, ...arrived];
  const due = new Set(ranked.slice(0, capacity));
  swapIn(order, due, capacity);
  return self === undefined ? order : toFront(order, self);
}

/** Exchanges those who are due on the first page with those who are not, one for one. */
function swapIn(order: string[], due: ReadonlySet<string>, capacity: number): void {
  const free: number[] = [];
  for (let index = 0; index < Math.min(capacity, order.length); index += 1) {
    if (!due.has(order[index] as string)) free.push(index);
  }
  for (let index = capacity; index < order.length; index += 1) {
    const id = order[index] as string;
    if (!due.has(id)) continue;
    const place = free.shift();
    if (place === undefined) return;
    order[index] = order[place] as string;
    order[place] = id;
  }
}

function toFront(order: string[], id: string): string[] {
  return order[0] === id ? order : [id, ...order.filter((other) => other !== id)];
}

/** The tiles of page `page` (from 0), the last page where there are fewer. */
export function pageOf<T>(order: readonly T[], page: number, capacity: number): T[] {
  const last = Math.max(0, Math.ceil(order.length / capacity) - 1);
  const start = Math.min(Math.max(0, page), last) * capacity;
  return order.slice(start, start + capacity);
}

export interface FocusShape {
  /** Where the strip of small tiles stands. */
  strip: 'right' | 'bottom';
  /** Small tiles that fit beside the large one. */
  capacity: number;
}

export const STRIP_WIDTH = 208;
export const STRIP_HEIGHT = 108;

/** The focus layout: a large tile, and the others on a strip beside or beneath it. */
export function focusShape(stage: Size): FocusShape {
  if (stage.width >= 900 && stage.width > stage.height) {
    const tile = STRIP_WIDTH / TILE_RATIO + 8;
    // The line that turns pages stands beneath the strip.
    return { strip: 'right', capacity: Math.max(1, Math.floor((stage.height - 40) / tile)) };
  }
  const tile = STRIP_HEIGHT * TILE_RATIO * 0.75 + 8;
  return { strip: 'bottom', capacity: Math.max(1, Math.floor(stage.width / tile)) };
}
