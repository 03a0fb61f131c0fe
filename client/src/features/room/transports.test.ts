import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PublishOffer, Publisher } from './publisher';
import { CommandError } from './signaling';
import { Subscriber } from './subscriber';

interface Line {
  mid: string | null;
  direction: string;
  sender: {
    track: MediaStreamTrack | null;
    replaceTrack(track: MediaStreamTrack | null): Promise<void>;
  };
  receiver: { track: MediaStreamTrack };
}

let made: FakeConnection[] = [];

/** Of RTCPeerConnection only what the transports touch. */
class FakeConnection {
  connectionState = 'new';
  signalingState = 'stable';
  onconnectionstatechange: (() => void) | null = null;
  localDescription: { sdp: string } | null = null;
  remoteDescription: { sdp: string } | null = null;
  lines: Line[] = [];
  restarts = 0;
  closed = false;

  constructor() {
    made.push(this);
  }

  addTransceiver(track: MediaStreamTrack, { direction }: { direction: string }): Line {
    const sender: Line['sender'] = {
      track,
      async replaceTrack(next) {
        sender.track = next;
      },
    };
    const line: Line = { mid: null, direction, sender, receiver: { track } };
    this.lines.push(line);
    return line;
  }

  getTransceivers() {
    return this.lines;
  }

  async setLocalDescription(description?: { type: string }) {
    if (description?.type === 'rollback') {
      this.signalingState = 'stable';
      return;
    }
    this.lines.forEach((line, index) => {
      line.mid ??= String(index);
    });
    this.localDescription = { sdp: `offer ${this.restarts}` };
    this.signalingState = this.signalingState === 'stable' ? 'have-local-offer' : 'stable';
  }

  async setRemoteDescription(description: { type: string; sdp: string }) {
    this.remoteDescription = description;
    this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
  }

  restartIce() {
    this.restarts += 1;
  }

  close() {
    this.closed = true;
  }

  become(state: string) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

const track = (id: string) => ({ id, kind: 'video' }) as MediaStreamTrack;
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  made = [];
  vi.useFakeTimers();
  vi.stubGlobal('RTCPeerConnection', FakeConnection);
  vi.stubGlobal(
    'MediaStream',
    class {
      constructor(readonly tracks: MediaStreamTrack[]) {}
      getTracks() {
        return this.tracks;
      }
    },
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the publisher', () => {
  function setUp(fail?: string) {
    const offers: PublishOffer[] = [];
    const refused: string[] = [];
    let failing = fail;
    const publisher = new Publisher({
      iceServers: [],
      quality: () => 'standard',
      publish: async (offer) => {
        offers.push(offer);
        if (failing) {
          const code = failing;
          failing = undefined;
          throw new CommandError(code);
        }
        return { sdp: 'answer' };
      },
      state: () => undefined,
      refused: (source) => refused.push(source),
    });
    return { publisher, offers, refused };
  }

  it('offers several sources together and names each', async () => {
    const { publisher, offers } = setUp();
    publisher.set('microphone', track('m'));
    publisher.set('camera', track('c'));
    await settle();
    expect(offers.at(-1)?.tracks).toEqual([
      { mid: '0', source: 'microphone' },
      { mid: '1', source: 'camera' },
    ]);
  });

  it('changes a device and mutes without an offer', async () => {
    const { publisher, offers } = setUp();
    publisher.set('camera', track('c'));
    await settle();
    publisher.set('camera', track('other'));
    await settle();
    publisher.set('camera', null);
    await settle();
    expect(offers).toHaveLength(1);
    expect(made[0]?.lines[0]?.sender.track).toBeNull();
    expect(made[0]?.lines[0]?.direction).toBe('sendonly');
  });

  it('gives the line of a screen back and takes the same one again', async () => {
    const { publisher, offers } = setUp();
    publisher.set('screen', track('s'));
    await settle();
    publisher.set('screen', null);
    await settle();
    expect(offers.at(-1)?.tracks).toEqual([]);
    publisher.set('screen', track('t'));
    await settle();
    expect(offers.at(-1)?.tracks).toEqual([{ mid: '0', source: 'screen' }]);
    expect(made[0]?.lines).toHaveLength(1);
  });

  it('lets the screen go that another has taken, and keeps the rest', async () => {
    const { publisher, offers, refused } = setUp('screen.taken');
    publisher.set('camera', track('c'));
    publisher.set('screen', track('s'));
    await settle();
    expect(refused).toEqual(['screen']);
    expect(offers.at(-1)?.tracks).toEqual([{ mid: '0', source: 'camera' }]);
  });

  it('restarts ICE when the path breaks, and builds anew where that is in vain', async () => {
    const { publisher, offers } = setUp();
    publisher.set('camera', track('c'));
    await settle();
    made[0]?.become('connected');
    made[0]?.become('disconnected');
    await vi.advanceTimersByTimeAsync(1_500);
    expect(made[0]?.restarts).toBe(1);
    expect(offers).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(9_000);
    expect(made).toHaveLength(2);
    expect(made[0]?.closed).toBe(true);
    expect(offers.at(-1)?.tracks).toEqual([{ mid: '0', source: 'camera' }]);
  });

  it('does not restart a path that mends itself', async () => {
    const { publisher, offers } = setUp();
    publisher.set('camera', track('c'));
    await settle();
    made[0]?.become('disconnected');
    await vi.advanceTimersByTimeAsync(1_000);
    made[0]?.become('connected');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(offers).toHaveLength(1);
  });
});

describe('the subscriber', () => {
  const sdp = (session: string) => `v=0\r\no=- ${session} 1 IN IP4 127.0.0.1\r\n`;

  function setUp(lines: Line[] = []) {
    const answers: number[] = [];
    let restarts = 0;
    const subscriber = new Subscriber({
      iceServers: [],
      answer: async (version) => {
        answers.push(version);
      },
      restart: async () => {
        restarts += 1;
      },
      state: () => undefined,
    });
    if (made[0]) made[0].lines = lines;
    return { subscriber, answers, restarts: () => restarts };
  }

  const line = (mid: string, id: string) =>
    ({ mid, receiver: { track: track(id) } }) as unknown as Line;

  it('finds each track by its mid and keeps the stream of one that stays', async () => {
    const { subscriber } = setUp([line('1', 'a'), line('2', 'b')]);
    subscriber.offered({ version: 1, sdp: sdp('7'), mids: { 1: 'track-a' } });
    await settle();
    const first = subscriber.streams.get().get('track-a');
    subscriber.offered({ version: 2, sdp: sdp('7'), mids: { 1: 'track-a', 2: 'track-b' } });
    await settle();
    expect([...subscriber.streams.get().keys()]).toEqual(['track-a', 'track-b']);
    expect(subscriber.streams.get().get('track-a')).toBe(first);
  });

  it('answers the newest of the offers that wait', async () => {
    const { subscriber, answers } = setUp();
    for (const version of [1, 2, 3]) subscriber.offered({ version, sdp: sdp('7'), mids: {} });
    await settle();
    expect(answers).toEqual([1, 3]);
  });

  it('takes a new transport for a new transport of the server', async () => {
    const { subscriber } = setUp();
    subscriber.offered({ version: 1, sdp: sdp('7'), mids: {} });
    await settle();
    subscriber.offered({ version: 2, sdp: sdp('7'), mids: {} });
    await settle();
    expect(made).toHaveLength(1);
    subscriber.offered({ version: 3, sdp: sdp('8'), mids: {} });
    await settle();
    expect(made).toHaveLength(2);
    expect(made[0]?.closed).toBe(true);
  });

  it('asks for a restart until the path is back', async () => {
    const { subscriber, restarts } = setUp();
    subscriber.offered({ version: 1, sdp: sdp('7'), mids: {} });
    await settle();
    made[0]?.become('failed');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(restarts()).toBe(2);
    made[0]?.become('connected');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(restarts()).toBe(2);
  });
});
