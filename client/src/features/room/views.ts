import type { TrackId } from './protocol';

export interface TileView {
  track: TrackId;
  /** Device pixels. */
  width: number;
  height: number;
}

const COALESCE_MS = 120;
/** The protocol's bound. */
const MOST_TILES = 128;

/** Of several tiles of one track the largest counts; empty ones are not asked for. */
export function tilesOf(sizes: Iterable<TileView>): TileView[] {
  const largest = new Map<TrackId, TileView>();
  for (const view of sizes) {
    if (view.width < 1 || view.height < 1) continue;
    const known = largest.get(view.track);
    if (!known || known.width * known.height < view.width * view.height) {
      largest.set(view.track, view);
    }
  }
  return [...largest.values()]
    .sort((a, b) => b.width * b.height - a.width * a.height || (a.track < b.track ? -1 : 1))
    .slice(0, MOST_TILES);
}

/** Tells the server which pictures are on the screen and how large: `view`, coalesced. */
export class Views {
  #shown = new Map<Element, TileView>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = '';
  #observer: ResizeObserver;

  constructor(private readonly send: (tiles: TileView[]) => Promise<unknown>) {
    this.#observer = new ResizeObserver((entries) => {
      for (const { target, contentRect } of entries) {
        this.#measure(target, contentRect.width, contentRect.height);
      }
    });
  }

  /** Watches an element that shows a track; the answer stops it. */
  show(element: Element, track: TrackId): () => void {
    this.#shown.set(element, { track, width: 0, height: 0 });
    this.#observer.observe(element);
    return () => {
      this.#observer.unobserve(element);
      this.#shown.delete(element);
      this.#soon();
    };
  }

  /** Sends the whole truth again, as into a seat that may not have heard it. */
  resend(): void {
    this.#last = '';
    this.#soon();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#observer.disconnect();
    this.#shown.clear();
  }

  #measure(element: Element, width: number, height: number): void {
    const view = this.#shown.get(element);
    if (!view) return;
    const ratio = globalThis.devicePixelRatio || 1;
    view.width = Math.min(7680, Math.round(width * ratio));
    view.height = Math.min(7680, Math.round(height * ratio));
    this.#soon();
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    }, COALESCE_MS);
  }

  #flush(): void {
    const tiles = tilesOf(this.#shown.values());
    const text = JSON.stringify(tiles);
    if (text === this.#last) return;
    this.#last = text;
    this.send(tiles).catch(() => {
      this.#last = '';
    });
  }
}
