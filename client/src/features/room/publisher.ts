import { PICTURES } from './devices';
import type { VideoQuality } from './preferences';
import type { Source } from './protocol';
import { CommandError } from './signaling';

export type PublishOffer = { sdp: string; tracks: { mid: string; source: Source }[] };

export interface PublisherPorts {
  iceServers: RTCIceServer[];
  quality(): VideoQuality;
  /** Sends the offer and answers the server's description; rejects with CommandError. */
  publish(offer: PublishOffer): Promise<{ sdp: string }>;
  state(state: RTCPeerConnectionState): void;
  /** The server would not take this source; it is no longer sent. */
  refused(source: Source, code: string): void;
}

const SCREEN_BITRATE = 2_500_000;
const VOICE_BITRATE = 40_000;
const SOUND_BITRATE = 96_000;
const RESTART_AFTER_MS = 1_500;
const RESTART_EVERY_MS = 3_000;
const RETRY_MS = 1_000;
/** Restarts in vain after which the transport itself is given up for a new one. */
const PATIENCE = 3;

/** How a source is encoded: one encoding each now, a place for several (simulcast) later. */
export function encodingsOf(source: Source, quality: VideoQuality): RTCRtpEncodingParameters[] {
  switch (source) {
    case 'microphone':
      return [{ maxBitrate: VOICE_BITRATE, priority: 'high', networkPriority: 'high' }];
    case 'screen_audio':
      return [{ maxBitrate: SOUND_BITRATE }];
    case 'camera':
      return [
        { maxBitrate: PICTURES[quality].maxBitrate, maxFramerate: PICTURES[quality].frameRate },
      ];
    case 'screen':
      return [{ maxBitrate: SCREEN_BITRATE, maxFramerate: 15 }];
  }
}

/**
 * The sending transport. `set` declares what each source is to send; offers follow by themselves,
 * one at a time, and ICE is restarted when the path breaks.
 */
export class Publisher {
  #pc: RTCPeerConnection;
  #wanted = new Map<Source, MediaStreamTrack | null>();
  #lines = new Map<Source, RTCRtpTransceiver>();
  #mustOffer = false;
  #running = false;
  #again = false;
  #closed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #restartedAt = 0;
  #restarts = 0;

  constructor(private readonly ports: PublisherPorts) {
    this.#pc = this.#create();
  }

  get connection(): RTCPeerConnection {
    return this.#pc;
  }

  set(source: Source, track: MediaStreamTrack | null): void {
    if ((this.#wanted.get(source) ?? null) === track) return;
    this.#wanted.set(source, track);
    void this.#sync();
  }

  /** The picture's bit rate and frame rate follow a changed preference without a new offer. */
  async applyQuality(): Promise<void> {
    const sender = this.#lines.get('camera')?.sender;
    const encoding = encodingsOf('camera', this.ports.quality())[0];
    if (!sender || !encoding) return;
    const parameters = sender.getParameters();
    for (const present of parameters.encodings) Object.assign(present, encoding);
    await sender.setParameters(parameters).catch(() => undefined);
  }

  /** After the signaling came back: an offer that got lost is made again, a dead path restarted. */
  revive(): void {
    if (this.#pc.connectionState === 'connected') void this.#sync();
    else this.restart();
  }

  restart(): void {
    if (this.#closed || this.#lines.size === 0) return;
    this.#restartedAt = Date.now();
    this.#restarts += 1;
    if (this.#restarts > PATIENCE) this.#rebuild();
    else this.#pc.restartIce();
    this.#mustOffer = true;
    void this.#sync();
    // The next look: where the path came back this timer was cleared.
    this.#watch(RESTART_EVERY_MS);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#pc.onconnectionstatechange = null;
    this.#pc.close();
  }

  #create(): RTCPeerConnection {
    const pc = new RTCPeerConnection({
      iceServers: this.ports.iceServers,
      bundlePolicy: 'max-bundle',
    });
    pc.onconnectionstatechange = () => {
      this.ports.state(pc.connectionState);
      if (pc.connectionState === 'connected') {
        clearTimeout(this.#timer);
        this.#restarts = 0;
      }
      if (pc.connectionState === 'disconnected') this.#watch(RESTART_AFTER_MS);
      if (pc.connectionState === 'failed') {
        this.#watch(Math.max(0, this.#restartedAt + RESTART_EVERY_MS - Date.now()));
      }
    };
    return pc;
  }

  /** A new transport with everything that is wanted; the server takes it for the old one. */
  #rebuild(): void {
    this.#restarts = 0;
    this.#pc.onconnectionstatechange = null;
    this.#pc.close();
    this.#lines.clear();
    this.#pc = this.#create();
  }

  #watch(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#pc.connectionState !== 'connected') this.restart();
    }, delayMs);
  }

  /** Brings the transport to what is wanted; a call during a run makes it run once more. */
  async #sync(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    try {
      do {
        this.#again = false;
        for (const source of [...this.#wanted.keys()]) await this.#apply(source);
        if (this.#mustOffer && !this.#closed) await this.#offer();
      } while (this.#again && !this.#closed);
    } finally {
      this.#running = false;
    }
  }

  async #apply(source: Source): Promise<void> {
    const track = this.#wanted.get(source) ?? null;
    const line = this.#lines.get(source);
    if (this.#closed) return;
    if (!line) {
      if (!track) return;
      const sendEncodings = encodingsOf(source, this.ports.quality());
      this.#lines.set(
        source,
        this.#pc.addTransceiver(track, { direction: 'sendonly', sendEncodings }),
      );
      this.#mustOffer = true;
      return;
    }
    if (line.sender.track !== track) await line.sender.replaceTrack(track);
    // A muted microphone or camera keeps its line; a screen that is no longer shared gives it back.
    const screen = source === 'screen' || source === 'screen_audio';
    const direction = track || !screen ? 'sendonly' : 'inactive';
    if (line.direction !== direction) {
      line.direction = direction;
      this.#mustOffer = true;
    }
  }

  async #offer(): Promise<void> {
    this.#mustOffer = false;
    const pc = this.#pc;
    try {
      await pc.setLocalDescription();
      const answer = await this.ports.publish({
        sdp: pc.localDescription?.sdp ?? '',
        tracks: this.#sending(),
      });
      if (this.#closed || pc !== this.#pc) return;
      await pc.setRemoteDescription({ type: 'answer', sdp: answer.sdp });
    } catch (error) {
      if (this.#closed || pc !== this.#pc) return;
      if (pc.signalingState === 'have-local-offer') {
        await pc.setLocalDescription({ type: 'rollback' });
      }
      this.#failed(error);
    }
  }

  #sending(): PublishOffer['tracks'] {
    const found: PublishOffer['tracks'] = [];
    for (const [source, line] of this.#lines) {
      if (line.mid !== null && line.direction === 'sendonly') found.push({ mid: line.mid, source });
    }
    return found;
  }

  #failed(error: unknown): void {
    const code = error instanceof CommandError ? error.code : 'media.local';
    if (code === 'closed' || code === 'seat.lost') return;
    if (code === 'screen.taken') {
      for (const source of ['screen', 'screen_audio'] as const) this.#wanted.set(source, null);
      this.ports.refused('screen', code);
      this.#mustOffer = true;
      this.#again = true;
      return;
    }
    for (const source of this.#lines.keys()) this.ports.refused(source, code);
    this.#mustOffer = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#sync(), RETRY_MS);
  }
}
