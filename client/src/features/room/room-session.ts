import type { LocalMedia, LocalState } from './local-media';
import { type Notice, noticesOf } from './notices';
import { preferences } from './preferences';
import type { ChatMessage, ChatPage, JoinAnswer, Outcome, RoomEvent, TrackId } from './protocol';
import { Publisher } from './publisher';
import { type MediaStats, pathStats, QualityMeter } from './quality';
import { type Change, EMPTY_ROOM, type RoomState, reduce } from './room-state';
import {
  CommandError,
  type LinkReason,
  type LinkState,
  type OpenWire,
  Signaling,
} from './signaling';
import { Store } from './store';
import { Subscriber } from './subscriber';
import { Views } from './views';
import { openSocket } from './wire';

export interface MediaPaths {
  publish: RTCPeerConnectionState;
  subscribe: RTCPeerConnectionState;
}

const NEW_PATHS: MediaPaths = { publish: 'new', subscribe: 'new' };
const STATS_MS = 5_000;
const REACTION_MS = 4_000;

/**
 * One visit to a meeting, from the click to the way out: it joins the parts (signaling, the two
 * transports, one's own devices, the state) and holds none of their work itself.
 */
export class RoomSession {
  readonly state = new Store<RoomState>(EMPTY_ROOM);
  readonly streams = new Store<ReadonlyMap<TrackId, MediaStream>>(new Map());
  readonly paths = new Store<MediaPaths>(NEW_PATHS);
  readonly stats = new Store<MediaStats | null>(null);
  readonly views: Views;
  readonly #signaling: Signaling;
  #publisher: Publisher | null = null;
  #subscriber: Subscriber | null = null;
  #meter = new QualityMeter();
  #statsTimer: ReturnType<typeof setInterval> | undefined;
  #said: { microphone: boolean; camera: boolean };
  #noticeListeners = new Set<(notice: Notice) => void>();
  #unwatch: (() => void)[] = [];

  constructor(
    code: string,
    private readonly iceServers: RTCIceServer[],
    readonly local: LocalMedia,
    openWire: OpenWire = openSocket,
  ) {
    this.#said = this.#wishes();
    this.views = new Views((tiles) => this.#signaling.command('view', { tiles }, { once: true }));
    this.#signaling = new Signaling(code, openWire, {
      joined: (answer, sameSeat) => this.#joined(answer, sameSeat),
      event: (event) => this.#event(event),
      link: (state, reason) => this.#link(state, reason),
      resumed: () => this.#revive(),
      over: (outcome) => this.#over(outcome),
    });
  }

  get skewMs(): number {
    return this.#signaling.skewMs;
  }

  start(): void {
    this.#unwatch.push(this.local.store.subscribe(() => this.#localChanged()));
    this.#unwatch.push(preferences.subscribe(() => void this.#publisher?.applyQuality()));
    globalThis.addEventListener('online', this.#networkChanged);
    connectionInfo()?.addEventListener('change', this.#networkChanged);
    this.#signaling.start(this.#wishes());
  }

  onNotice(listener: (notice: Notice) => void): () => void {
    this.#noticeListeners.add(listener);
    return () => this.#noticeListeners.delete(listener);
  }

  /** A command of the protocol; rejects with CommandError. */
  command<T = unknown>(name: string, body: object = {}): Promise<T> {
    return this.#signaling.command<T>(name, body);
  }

  async say(text: string): Promise<void> {
    const message = await this.command<ChatMessage>('chat.send', { text });
    this.#change({ type: 'sent', message });
  }

  async readOlder(): Promise<void> {
    const before = this.state.get().chat.messages[0];
    if (!before) return;
    const page = await this.command<ChatPage>('chat.history', { before: before.id, limit: 50 });
    this.#change({ type: 'history', messages: page.messages, more: page.more });
  }

  react(emoji: string): void {
    this.#signaling.command('reaction', { emoji }, { once: true }).catch(() => undefined);
  }

  async leave(): Promise<void> {
    const left = this.#signaling.leave();
    this.#over({ kind: 'left' });
    await left;
  }

  async end(): Promise<void> {
    await this.command('host.end');
  }

  /** For tests and the statistics dialog: the two transports, where they exist. */
  connections(): RTCPeerConnection[] {
    return [this.#publisher?.connection, this.#subscriber?.connection].filter(
      (connection) => connection !== undefined,
    );
  }

  #change(change: Change): void {
    this.state.update((state) => reduce(state, change));
  }

  #joined(answer: Exclude<JoinAnswer, { status: 'resumed' }>, sameSeat: boolean): void {
    if (answer.status === 'waiting') {
      this.#closeMedia();
      this.#change({ type: 'lobby', title: answer.meeting.title });
      return;
    }
    this.#change({ type: 'snapshot', snapshot: answer.snapshot });
    if (sameSeat && this.#publisher) this.#revive();
    else this.#openMedia();
  }

  #event(event: RoomEvent): void {
    for (const notice of noticesOf(this.state.get(), event)) {
      for (const listener of this.#noticeListeners) listener(notice);
    }
    this.#change({ type: 'server', event });
    switch (event.type) {
      case 'admitted':
        this.#openMedia();
        break;
      case 'subscribe.offer':
        this.#subscriber?.offered(event);
        break;
      case 'muted':
        this.#mutedByHost(event.source);
        break;
      case 'reaction': {
        const key = this.state.get().reactionCount - 1;
        setTimeout(() => this.#change({ type: 'reaction.over', key }), REACTION_MS);
        break;
      }
      default:
        break;
    }
  }

  #mutedByHost(source: string): void {
    if (source === 'microphone' || source === 'camera') {
      // The server has muted it already; our own switch follows without a command of its own.
      this.#said = { ...this.#said, [source]: false };
      void this.local.turn(source, false);
    } else {
      this.local.stopScreen();
    }
  }

  #link(state: LinkState, reason: LinkReason | null): void {
    this.#change({ type: 'link', state, reason });
  }

  #over(outcome: Outcome): void {
    for (const unwatch of this.#unwatch.splice(0)) unwatch();
    globalThis.removeEventListener('online', this.#networkChanged);
    connectionInfo()?.removeEventListener('change', this.#networkChanged);
    this.#closeMedia();
    this.views.close();
    this.local.close();
    this.#change({ type: 'over', outcome });
  }

  #openMedia(): void {
    this.#closeMedia();
    const subscriber = new Subscriber({
      iceServers: this.iceServers,
      answer: (version, sdp) => this.#signaling.command('subscribe.answer', { version, sdp }),
      restart: () => this.#signaling.command('subscribe.restart', {}, { once: true }),
      state: (subscribe) => this.paths.update((paths) => ({ ...paths, subscribe })),
    });
    this.#subscriber = subscriber;
    subscriber.streams.subscribe(() => this.streams.set(subscriber.streams.get()));
    this.#publisher = new Publisher({
      iceServers: this.iceServers,
      quality: () => preferences.get().quality,
      publish: (offer) => this.#signaling.command('publish', offer),
      state: (publish) => this.paths.update((paths) => ({ ...paths, publish })),
      refused: (source, code) => this.#refused(source, code),
    });
    this.#publishLocal(this.local.store.get());
    this.views.resend();
    this.#statsTimer = setInterval(() => void this.#measure(), STATS_MS);
  }

  #closeMedia(): void {
    clearInterval(this.#statsTimer);
    this.#publisher?.close();
    this.#subscriber?.close();
    this.#publisher = null;
    this.#subscriber = null;
    this.#meter = new QualityMeter();
    this.streams.set(new Map());
    this.paths.set(NEW_PATHS);
  }

  #refused(source: string, code: string): void {
    if (source === 'screen') this.local.stopScreen();
    const notice: Notice = {
      key: code === 'screen.taken' ? 'notice.screen_taken' : 'notice.publish_failed',
      values: {},
      show: code === 'screen.taken',
      urgent: true,
    };
    for (const listener of this.#noticeListeners) listener(notice);
  }

  #wishes(): { microphone: boolean; camera: boolean } {
    return { microphone: this.local.isOn('microphone'), camera: this.local.isOn('camera') };
  }

  #localChanged(): void {
    this.#publishLocal(this.local.store.get());
    const wishes = this.#wishes();
    const { microphone, camera } = this.#said;
    if (microphone === wishes.microphone && camera === wishes.camera) return;
    this.#said = wishes;
    this.#signaling.media(wishes).catch((error: unknown) => {
      // Before the room is entered `join` tells it; afterwards every command reaches the seat.
      if (!(error instanceof CommandError)) throw error;
    });
  }

  #publishLocal({ microphone, camera, screen, screenAudio }: LocalState): void {
    const publisher = this.#publisher;
    if (!publisher) return;
    publisher.set('microphone', microphone.on ? microphone.track : null);
    publisher.set('camera', camera.on ? camera.track : null);
    publisher.set('screen', screen);
    publisher.set('screen_audio', screenAudio);
  }

  #revive(): void {
    this.#publisher?.revive();
    this.#subscriber?.revive();
    this.views.resend();
  }

  #networkChanged = (): void => {
    this.#publisher?.restart();
    this.#subscriber?.restart();
  };

  async #measure(): Promise<void> {
    const [up, down] = [this.#publisher?.connection, this.#subscriber?.connection];
    if (!up || !down) return;
    const [sending, receiving] = await Promise.all([up.getStats(), down.getStats()]);
    const stats = this.#meter.sample(reports(sending), reports(receiving), performance.now());
    this.stats.set(stats);
    this.#signaling.command('stats', pathStats(stats), { once: true }).catch(() => undefined);
  }
}

function reports(report: RTCStatsReport): object[] {
  const found: object[] = [];
  report.forEach((entry: object) => {
    found.push(entry);
  });
  return found;
}

/** The Network Information API, where the browser has it. */
function connectionInfo(): EventTarget | undefined {
  return (navigator as Navigator & { connection?: EventTarget }).connection;
}
