import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer, JoinAnswer, Outcome, RoomEvent, Snapshot } from './protocol';
import { backoff, type CommandError, Signaling, type WireListener } from './signaling';

const SNAPSHOT: Snapshot = {
  room: {
    code: 'abc-defg-hij',
    title: 'Giao ban',
    locked: false,
    started_at: 0,
    chat_enabled: true,
  },
  you: 'me',
  participants: [],
  tracks: [],
  waiting: [],
  chat: { messages: [], more: false },
};

const JOINED: JoinAnswer = {
  status: 'joined',
  seat: 'seat-1',
  key: 'key-1',
  grace_ms: 30_000,
  seq: 10,
  snapshot: SNAPSHOT,
};

interface Sent {
  command: string;
  body: Record<string, unknown>;
  answer(answer: Answer<unknown>): void;
  fail(): void;
}

class FakeWire {
  sent: Sent[] = [];
  closed = false;

  constructor(readonly listener: WireListener) {}

  send<T>(command: string, body: object): Promise<Answer<T>> {
    return new Promise((resolve, reject) => {
      this.sent.push({
        command,
        body: body as Record<string, unknown>,
        answer: (answer) => resolve(answer as Answer<T>),
        fail: () => reject(new Error('timeout')),
      });
    });
  }

  close() {
    this.closed = true;
  }

  of(command: string): Sent[] {
    return this.sent.filter((one) => one.command === command);
  }
}

const settle = () => vi.advanceTimersByTimeAsync(0);

function setUp() {
  const wires: FakeWire[] = [];
  const seen: RoomEvent[] = [];
  const outcomes: Outcome[] = [];
  const links: string[] = [];
  const joins: boolean[] = [];
  let resumes = 0;
  const signaling = new Signaling(
    'abc-defg-hij',
    (listener) => {
      const wire = new FakeWire(listener);
      wires.push(wire);
      return wire;
    },
    {
      joined: (_, sameSeat) => joins.push(sameSeat),
      event: (event) => seen.push(event),
      link: (state, reason) => links.push(reason ? `${state}:${reason}` : state),
      resumed: () => {
        resumes += 1;
      },
      over: (outcome) => outcomes.push(outcome),
    },
  );
  const last = () => wires.at(-1) as FakeWire;
  const enter = async (answer: Answer<JoinAnswer> = { ok: JOINED }) => {
    last().listener.open();
    await settle();
    last().of('join').at(-1)?.answer(answer);
    await settle();
  };
  return { signaling, wires, seen, outcomes, links, joins, last, enter, resumes: () => resumes };
}

const hand = (seq: number): RoomEvent => ({ type: 'draining', seconds: 0, seq });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('signaling', () => {
  it('delivers events in order and each once', async () => {
    const { signaling, seen, last, enter } = setUp();
    signaling.start({ microphone: true, camera: false });
    await enter();
    for (const seq of [11, 11, 10, 12]) last().listener.event(hand(seq));
    expect(seen.map((event) => event.seq)).toEqual([11, 12]);
  });

  it('keeps events that overtake the answer to join', async () => {
    const { signaling, seen, last } = setUp();
    signaling.start({ microphone: true, camera: true });
    last().listener.open();
    await settle();
    last().listener.event(hand(11));
    expect(seen).toEqual([]);
    last().of('join')[0]?.answer({ ok: JOINED });
    await settle();
    expect(seen.map((event) => event.seq)).toEqual([11]);
  });

  it('resumes the seat from the last number after a cut', async () => {
    const { signaling, wires, last, enter, resumes, links } = setUp();
    signaling.start({ microphone: true, camera: true });
    await enter();
    last().listener.event(hand(11));
    last().listener.lost();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(wires).toHaveLength(2);
    last().listener.open();
    await settle();
    expect(last().of('join')[0]?.body.resume).toEqual({ seat: 'seat-1', key: 'key-1', seq: 11 });
    last()
      .of('join')[0]
      ?.answer({ ok: { status: 'resumed', seat: 'seat-1' } });
    await settle();
    expect(resumes()).toBe(1);
    expect(links).toContain('reconnecting:unreachable');
  });

  it('connects again when a number is missing', async () => {
    const { signaling, wires, seen, last, enter } = setUp();
    signaling.start({ microphone: true, camera: true });
    await enter();
    last().listener.event(hand(13));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(seen).toEqual([]);
    expect(wires).toHaveLength(2);
    expect(wires[0]?.closed).toBe(true);
  });

  it('sends an unanswered command again under its id in the resumed seat', async () => {
    const { signaling, last, enter } = setUp();
    signaling.start({ microphone: true, camera: true });
    await enter();
    const said = signaling.command('chat.send', { text: 'Xin chào' });
    await settle();
    const id = last().of('chat.send')[0]?.body.id;
    last().listener.lost();
    await vi.advanceTimersByTimeAsync(1_000);
    await enter({ ok: { status: 'resumed', seat: 'seat-1' } });
    const again = last().of('chat.send')[0];
    expect(again?.body.id).toBe(id);
    again?.answer({ ok: { id: 'm1' } });
    await expect(said).resolves.toEqual({ id: 'm1' });
  });

  it('gives commands up when the seat is a new one', async () => {
    const { signaling, last, enter, joins } = setUp();
    signaling.start({ microphone: true, camera: true });
    await enter();
    const said = signaling.command('chat.send', { text: 'Xin chào' });
    const failed = expect(said).rejects.toMatchObject({ code: 'seat.lost' });
    last().listener.lost();
    await vi.advanceTimersByTimeAsync(1_000);
    await enter({ ok: { ...JOINED, seat: 'seat-2' } as JoinAnswer });
    await failed;
    expect(joins).toEqual([false, false]);
    expect(last().of('chat.send')).toHaveLength(0);
  });

  it('waits as long as the server asks and then repeats a limited command', async () => {
    const { signaling, last, enter } = setUp();
    signaling.start({ microphone: true, camera: true });
    await enter();
    const done = signaling.command('hand', { raised: true });
    await settle();
    last()
      .of('hand')[0]
      ?.answer({ error: { code: 'rate.limited', retry_after_ms: 700 } });
    await vi.advanceTimersByTimeAsync(699);
    expect(last().of('hand')).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    last().of('hand')[1]?.answer({ ok: {} });
    await expect(done).resolves.toEqual({});
  });

  it('rejects with the code of a refused command', async () => {
    const { signaling, last, enter } = setUp();
    signaling.start({ microphone: true, camera: true });
    await enter();
    const refused = signaling.command('host.end');
    const seen = refused.catch((error: CommandError) => error.code);
    await settle();
    last()
      .of('host.end')[0]
      ?.answer({ error: { code: 'forbidden' } });
    await expect(seen).resolves.toBe('forbidden');
  });

  it.each([
    ['meeting.not_open', { kind: 'not_open', opensAt: 5 }],
    ['meeting.ended', { kind: 'ended', by: null }],
    ['room.full', { kind: 'full' }],
    ['room.locked', { kind: 'locked' }],
    ['removed', { kind: 'removed', by: null, reason: null }],
    ['not_found', { kind: 'not_found' }],
  ])('ends where join answers %s', async (code, outcome) => {
    const { signaling, outcomes, wires, enter } = setUp();
    signaling.start({ microphone: true, camera: true });
    await enter({ error: { code, opens_at: 5 } });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(outcomes).toEqual([outcome]);
    expect(wires).toHaveLength(1);
  });

  it('does not come back after it was removed', async () => {
    const { signaling, outcomes, wires, last, enter } = setUp();
    signaling.start({ microphone: true, camera: true });
    await enter();
    last().listener.event({ type: 'removed', by: 'Bà Chủ tọa', reason: 'nhầm phòng', seq: 11 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(outcomes).toEqual([{ kind: 'removed', by: 'Bà Chủ tọa', reason: 'nhầm phòng' }]);
    expect(wires).toHaveLength(1);
  });

  it('gives way without a fight when another page took its seat', async () => {
    const { signaling, outcomes, wires, last, enter } = setUp();
    signaling.start({ microphone: true, camera: true });
    await enter();
    last().listener.event({ type: 'replaced' });
    last().listener.lost();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(outcomes).toEqual([{ kind: 'replaced' }]);
    expect(wires).toHaveLength(1);
  });

  it('tries again after a handshake without an answer, and not after a refused session', async () => {
    const { signaling, outcomes, wires, last } = setUp();
    signaling.start({ microphone: true, camera: true });
    last().listener.refused(null);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(wires).toHaveLength(2);
    last().listener.refused('session.required');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(outcomes).toEqual([{ kind: 'signed_out' }]);
    expect(wires).toHaveLength(2);
  });

  it('says that the server is draining while it tries again', async () => {
    const { signaling, links, last, enter } = setUp();
    signaling.start({ microphone: true, camera: true });
    await enter();
    last().listener.event({ type: 'draining', seconds: 20, seq: 11 });
    last().listener.lost();
    expect(links.at(-1)).toBe('reconnecting:draining');
  });

  it('takes the skew from the answer with the shortest way', async () => {
    vi.setSystemTime(1_000_000);
    const { signaling, last, enter } = setUp();
    signaling.start({ microphone: true, camera: true });
    await enter();
    vi.setSystemTime(1_000_040);
    last()
      .of('ping')[0]
      ?.answer({ ok: { time: 1_005_020 } });
    await settle();
    expect(signaling.skewMs).toBe(5_000);
    await vi.advanceTimersByTimeAsync(10_000);
    const second = last().of('ping')[1];
    vi.setSystemTime(Date.now() + 900);
    second?.answer({ ok: { time: Date.now() + 9_999 } });
    await settle();
    expect(signaling.skewMs).toBe(5_000);
    expect(signaling.rttMs).toBe(900);
  });

  it('takes a socket that answers no ping for lost', async () => {
    const { signaling, wires, last, enter } = setUp();
    signaling.start({ microphone: true, camera: true });
    await enter();
    last().of('ping')[0]?.fail();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(wires).toHaveLength(2);
  });

  it('leaves at once and rejects what is unanswered', async () => {
    const { signaling, last, enter, wires } = setUp();
    signaling.start({ microphone: true, camera: true });
    await enter();
    const open = signaling.command('hand', { raised: true });
    const failed = expect(open).rejects.toMatchObject({ code: 'closed' });
    const left = signaling.leave();
    last().of('leave')[0]?.answer({ ok: {} });
    await left;
    await failed;
    expect(last().closed).toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(wires).toHaveLength(1);
  });
});

it('waits longer with every attempt, to a bound, and never as long as all others', () => {
  expect(backoff(0, () => 0)).toBe(125);
  expect(backoff(0, () => 1)).toBe(250);
  expect(backoff(3, () => 1)).toBe(2_000);
  expect(backoff(50, () => 1)).toBe(5_000);
});
