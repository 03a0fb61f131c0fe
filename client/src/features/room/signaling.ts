import {
  type Answer,
  type JoinAnswer,
  type Outcome,
  outcomeOfError,
  type RoomEvent,
} from './protocol';

/** One socket, from its handshake to its end. A new one is made for every attempt. */
export interface Wire {
  send<T>(command: string, body: object, timeoutMs: number): Promise<Answer<T>>;
  close(): void;
}

export interface WireListener {
  open(): void;
  event(event: RoomEvent): void;
  /** The handshake was refused; `code` is null when the server could not be reached. */
  refused(code: string | null): void;
  lost(): void;
}

export type OpenWire = (listener: WireListener) => Wire;

export class CommandError extends Error {
  constructor(
    readonly code: string,
    readonly retryAfterMs: number | null = null,
  ) {
    super(code);
    this.name = 'CommandError';
  }
}

export type LinkState = 'connecting' | 'live' | 'reconnecting' | 'closed';
export type LinkReason = 'offline' | 'unreachable' | 'draining';

export interface SignalingEvents {
  /** A whole new truth: joined, waiting, or a seat that could not be resumed. */
  joined(answer: Exclude<JoinAnswer, { status: 'resumed' }>, sameSeat: boolean): void;
  event(event: RoomEvent): void;
  link(state: LinkState, reason: LinkReason | null): void;
  /** Live again in the same seat with nothing missed; media paths may still need a look. */
  resumed(): void;
  over(outcome: Outcome): void;
}

interface Pending {
  command: string;
  body: object & { id: string };
  resolve(value: unknown): void;
  reject(error: CommandError): void;
  /** Sent over the present socket and not answered yet. */
  flying: boolean;
}

const ANSWER_MS = 10_000;
const PING_MS = 10_000;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;

/** Delay before attempt `n` (from 0): doubling to a bound, the upper half random. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const whole = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt);
  return whole / 2 + (whole / 2) * random();
}

function commandId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * The conversation with a room over sockets that come and go: numbers checked, seat resumed,
 * commands without an answer sent again under their old id. It knows nothing of media or of pages.
 */
export class Signaling {
  #wire: Wire | null = null;
  #state: LinkState = 'connecting';
  #seat: { seat: string; key: string } | null = null;
  #seq = 0;
  #attempt = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #pingTimer: ReturnType<typeof setTimeout> | undefined;
  #pending = new Map<string, Pending>();
  /** Events that came before the answer to `join` told where numbering starts. */
  #early: RoomEvent[] | null = null;
  #drainUntil = 0;
  #skewMs = 0;
  #bestRtt = Number.POSITIVE_INFINITY;
  #rttMs: number | null = null;
  #media = { microphone: false, camera: false };

  constructor(
    private readonly meeting: string,
    private readonly openWire: OpenWire,
    private readonly events: SignalingEvents,
  ) {}

  /** Server's clock minus this machine's, in milliseconds. */
  get skewMs(): number {
    return this.#skewMs;
  }

  get rttMs(): number | null {
    return this.#rttMs;
  }

  start(media: { microphone: boolean; camera: boolean }): void {
    this.#media = media;
    globalThis.addEventListener?.('online', this.#hurry);
    this.#connect();
  }

  /** What the person has switched on; a new seat begins with it. */
  async media(media: { microphone: boolean; camera: boolean }): Promise<void> {
    this.#media = media;
    await this.command('media', media);
  }

  /** Gives the seat up and ends; safe to call twice. */
  async leave(): Promise<void> {
    if (this.#state === 'closed') return;
    const wire = this.#wire;
    const live = this.#state === 'live';
    this.#shut();
    if (wire && live) await wire.send('leave', {}, 1_000).catch(() => undefined);
    wire?.close();
  }

  /**
   * Carries out a command and answers its `ok`. Rejects with CommandError. Where the socket is lost
   * before the answer, it is sent again in the resumed seat; with `once` it is given up instead.
   */
  command<T = unknown>(
    command: string,
    body: object = {},
    { once = false }: { once?: boolean } = {},
  ): Promise<T> {
    if (this.#state === 'closed') return Promise.reject(new CommandError('closed'));
    if (once) return this.#once<T>(command, body);
    const id = commandId();
    return new Promise<T>((resolve, reject) => {
      const pending: Pending = {
        command,
        body: { ...body, id },
        resolve: resolve as (value: unknown) => void,
        reject,
        flying: false,
      };
      this.#pending.set(id, pending);
      if (this.#state === 'live') void this.#fly(pending);
    });
  }

  async #once<T>(command: string, body: object): Promise<T> {
    const wire = this.#wire;
    if (!wire || this.#state !== 'live') throw new CommandError('link.lost');
    return readAnswer(await wire.send<T>(command, body, ANSWER_MS).catch(() => lostAnswer<T>()));
  }

  async #fly(pending: Pending): Promise<void> {
    const wire = this.#wire;
    if (!wire || pending.flying) return;
    pending.flying = true;
    try {
      const answer = await wire.send<unknown>(pending.command, pending.body, ANSWER_MS);
      if (!this.#pending.delete(pending.body.id)) return;
      if (answer.error?.code === 'rate.limited') {
        this.#later(pending, answer.error.retry_after_ms ?? 500);
      } else if (answer.error) {
        pending.reject(new CommandError(answer.error.code, answer.error.retry_after_ms ?? null));
      } else {
        pending.resolve(answer.ok);
      }
    } catch {
      pending.flying = false;
      // No answer in time on a socket that seems alive: it is not. The resumed seat repeats it.
      if (wire === this.#wire) this.#drop(wire);
    }
  }

  #later(pending: Pending, delayMs: number): void {
    pending.flying = false;
    this.#pending.set(pending.body.id, pending);
    setTimeout(() => {
      if (this.#state === 'live' && this.#pending.has(pending.body.id)) void this.#fly(pending);
    }, delayMs);
  }

  #connect(): void {
    clearTimeout(this.#retryTimer);
    this.#early = [];
    const wire: Wire = this.openWire({
      open: () => {
        if (wire === this.#wire) void this.#join(wire);
      },
      event: (event) => {
        if (wire === this.#wire) this.#receive(event);
      },
      refused: (code) => {
        if (wire === this.#wire) this.#refused(wire, code);
      },
      lost: () => {
        if (wire === this.#wire) this.#drop(wire);
      },
    });
    this.#wire = wire;
  }

  #refused(wire: Wire, code: string | null): void {
    const outcome = code ? outcomeOfError(code) : null;
    if (outcome) this.#finish(outcome);
    else this.#drop(wire, code === 'server.draining' ? 'draining' : null);
  }

  async #join(wire: Wire): Promise<void> {
    const body = {
      meeting: this.meeting,
      media: this.#media,
      ...(this.#seat ? { resume: { ...this.#seat, seq: this.#seq } } : {}),
    };
    const answer = await wire
      .send<JoinAnswer>('join', body, ANSWER_MS)
      .catch(() => lostAnswer<JoinAnswer>());
    if (wire !== this.#wire) return;
    if (answer.error) {
      const outcome = outcomeOfError(answer.error.code, answer.error.opens_at);
      if (outcome) this.#finish(outcome);
      else this.#drop(wire, answer.error.code === 'server.draining' ? 'draining' : null);
      return;
    }
    this.#entered(answer.ok);
  }

  #entered(answer: JoinAnswer): void {
    this.#attempt = 0;
    this.#drainUntil = 0;
    this.#setState('live', null);
    if (answer.status === 'resumed') {
      this.events.resumed();
    } else {
      const sameSeat = this.#seat?.seat === answer.seat;
      this.#seat = { seat: answer.seat, key: answer.key };
      this.#seq = answer.seq;
      if (!sameSeat) this.#abandonPending();
      this.events.joined(answer, sameSeat);
    }
    const early = this.#early ?? [];
    this.#early = null;
    for (const event of early) this.#receive(event);
    for (const pending of [...this.#pending.values()]) void this.#fly(pending);
    void this.#ping();
  }

  /** A new seat knows no ids of the old one: repeating a command could do it twice. */
  #abandonPending(): void {
    const flown = [...this.#pending.values()];
    this.#pending.clear();
    for (const pending of flown) pending.reject(new CommandError('seat.lost'));
  }

  #receive(event: RoomEvent): void {
    if (this.#early) {
      this.#early.push(event);
      return;
    }
    if (event.seq === undefined) {
      this.events.event(event);
      this.#afterEvent(event);
      return;
    }
    if (event.seq <= this.#seq) return;
    if (event.seq > this.#seq + 1) {
      if (this.#wire) this.#drop(this.#wire);
      return;
    }
    this.#seq = event.seq;
    this.events.event(event);
    this.#afterEvent(event);
  }

  #afterEvent(event: RoomEvent): void {
    switch (event.type) {
      case 'refused':
        this.#finish({ kind: 'refused', reason: event.reason });
        break;
      case 'replaced':
        this.#finish({ kind: 'replaced' });
        break;
      case 'removed':
        this.#finish({ kind: 'removed', by: event.by, reason: event.reason });
        break;
      case 'ended':
        this.#finish({ kind: 'ended', by: event.by });
        break;
      case 'session.revoked':
        this.#finish({ kind: 'signed_out' });
        break;
      case 'draining':
        this.#drainUntil = Date.now() + event.seconds * 1000;
        break;
      default:
        break;
    }
  }

  #drop(wire: Wire, reason: LinkReason | null = null): void {
    if (this.#state === 'closed' || wire !== this.#wire) return;
    this.#wire = null;
    clearTimeout(this.#pingTimer);
    wire.close();
    for (const pending of this.#pending.values()) pending.flying = false;
    const draining = reason === 'draining' || this.#drainUntil > Date.now();
    const why = draining ? 'draining' : isOnline() ? 'unreachable' : 'offline';
    this.#setState(this.#seat ? 'reconnecting' : 'connecting', why);
    const delay = backoff(this.#attempt);
    this.#attempt += 1;
    this.#retryTimer = setTimeout(() => this.#connect(), delay);
  }

  #hurry = (): void => {
    if (this.#state === 'closed' || this.#state === 'live' || this.#wire) return;
    this.#attempt = 0;
    this.#connect();
  };

  async #ping(): Promise<void> {
    clearTimeout(this.#pingTimer);
    const wire = this.#wire;
    if (!wire) return;
    const sent = Date.now();
    try {
      const answer = readAnswer(await wire.send<{ time: number }>('ping', {}, ANSWER_MS / 2));
      this.#measure(sent, Date.now(), answer.time);
    } catch (error) {
      if (!(error instanceof CommandError)) this.#drop(wire);
    }
    if (wire === this.#wire && this.#state === 'live') {
      this.#pingTimer = setTimeout(() => void this.#ping(), PING_MS);
    }
  }

  /** The answer with the shortest way tells the skew best. */
  #measure(sent: number, received: number, serverTime: number): void {
    const rtt = received - sent;
    this.#rttMs = rtt;
    if (rtt > this.#bestRtt) return;
    this.#bestRtt = rtt;
    this.#skewMs = serverTime - (sent + received) / 2;
  }

  #setState(state: LinkState, reason: LinkReason | null): void {
    this.#state = state;
    this.events.link(state, reason);
  }

  #finish(outcome: Outcome): void {
    if (this.#state === 'closed') return;
    const wire = this.#wire;
    this.#shut();
    wire?.close();
    this.events.over(outcome);
  }

  #shut(): void {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#pingTimer);
    globalThis.removeEventListener?.('online', this.#hurry);
    this.#wire = null;
    this.#setState('closed', null);
    const left = [...this.#pending.values()];
    this.#pending.clear();
    for (const pending of left) pending.reject(new CommandError('closed'));
  }
}

function isOnline(): boolean {
  return globalThis.navigator?.onLine !== false;
}

function lostAnswer<T>(): Answer<T> {
  return { error: { code: 'link.lost' } };
}

function readAnswer<T>(answer: Answer<T>): T {
  if (answer.error) {
    throw new CommandError(answer.error.code, answer.error.retry_after_ms ?? null);
  }
  return answer.ok;
}
