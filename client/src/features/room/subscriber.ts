import type { TrackId } from './protocol';
import { CommandError } from './signaling';
import { Store } from './store';

export interface SubscribeOffer {
  version: number;
  sdp: string;
  mids: Record<string, TrackId>;
}

export interface SubscriberPorts {
  iceServers: RTCIceServer[];
  answer(version: number, sdp: string): Promise<unknown>;
  /** Asks the server for an offer with a new ICE user fragment. */
  restart(): Promise<unknown>;
  state(state: RTCPeerConnectionState): void;
}

const RESTART_AFTER_MS = 1_500;
const RESTART_EVERY_MS = 3_000;
/** Restarts in vain after which the transport itself is given up for a new one. */
const PATIENCE = 3;

/** The session id of a description (RFC 8866, 5.2): a transport of the server has one for life. */
export function sessionOf(sdp: string): string | null {
  return /^o=\S+ (\S+) /m.exec(sdp)?.[1] ?? null;
}

/** The receiving transport: answers the server's offers and finds each track by its mid. */
export class Subscriber {
  readonly streams = new Store<ReadonlyMap<TrackId, MediaStream>>(new Map());
  #pc: RTCPeerConnection;
  #newest: SubscribeOffer | null = null;
  #running = false;
  #closed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #mids: Record<string, TrackId> = {};
  #session: string | null = null;
  #restarts = 0;

  constructor(private readonly ports: SubscriberPorts) {
    this.#pc = this.#create();
  }

  get connection(): RTCPeerConnection {
    return this.#pc;
  }

  /** The id of the track that a mid of the transport carries. */
  trackOfMid(mid: string): TrackId | undefined {
    return this.#mids[mid];
  }

  /** Takes an offer; of several that wait, only the newest is answered. */
  offered(offer: SubscribeOffer): void {
    if (this.#newest && this.#newest.version > offer.version) return;
    this.#newest = offer;
    void this.#run();
  }

  restart(): void {
    if (this.#closed || this.#session === null) return;
    this.#restarts += 1;
    if (this.#restarts > PATIENCE) this.#rebuild();
    this.ports.restart().catch(() => undefined);
    this.#watch(RESTART_EVERY_MS);
  }

  revive(): void {
    if (this.#pc.connectionState !== 'connected') this.restart();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#pc.onconnectionstatechange = null;
    this.#pc.close();
    this.streams.set(new Map());
  }

  #create(): RTCPeerConnection {
    const { iceServers } = this.ports;
    const pc = new RTCPeerConnection({ iceServers, bundlePolicy: 'max-bundle' });
    pc.onconnectionstatechange = () => {
      this.ports.state(pc.connectionState);
      if (pc.connectionState === 'connected') {
        clearTimeout(this.#timer);
        this.#restarts = 0;
      }
      if (pc.connectionState === 'disconnected') this.#watch(RESTART_AFTER_MS);
      if (pc.connectionState === 'failed') this.#watch(0);
    };
    return pc;
  }

  #rebuild(): void {
    this.#restarts = 0;
    this.#pc.onconnectionstatechange = null;
    this.#pc.close();
    this.#pc = this.#create();
  }

  #watch(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#pc.connectionState !== 'connected') this.restart();
    }, delayMs);
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      while (this.#newest && !this.#closed) {
        const offer = this.#newest;
        this.#newest = null;
        await this.#take(offer);
      }
    } finally {
      this.#running = false;
    }
  }

  async #take(offer: SubscribeOffer): Promise<void> {
    const session = sessionOf(offer.sdp);
    // Another transport of the server cannot be reached through the one to its predecessor.
    if (this.#session !== null && session !== this.#session) this.#rebuild();
    this.#session = session;
    const pc = this.#pc;
    try {
      await pc.setRemoteDescription({ type: 'offer', sdp: offer.sdp });
      await pc.setLocalDescription();
      this.#mids = offer.mids;
      this.#attach();
      await this.ports.answer(offer.version, pc.localDescription?.sdp ?? '');
    } catch (error) {
      if (this.#closed) return;
      // A newer offer is on its way: the server said so itself.
      if (error instanceof CommandError && error.code === 'media.stale') return;
      if (pc.signalingState === 'have-remote-offer') {
        await pc.setRemoteDescription({ type: 'rollback' }).catch(() => undefined);
      }
      if (!(error instanceof CommandError)) this.#watch(RESTART_AFTER_MS);
    }
  }

  /** A stream for each track; one that carries the same track stays the same object. */
  #attach(): void {
    const before = this.streams.get();
    const now = new Map<TrackId, MediaStream>();
    for (const { mid, receiver } of this.#pc.getTransceivers()) {
      const id = mid === null ? undefined : this.#mids[mid];
      if (id === undefined) continue;
      const old = before.get(id);
      const kept = old?.getTracks()[0] === receiver.track ? old : undefined;
      now.set(id, kept ?? new MediaStream([receiver.track]));
    }
    const same =
      now.size === before.size && [...now].every(([id, stream]) => before.get(id) === stream);
    if (!same) this.streams.set(now);
  }
}
