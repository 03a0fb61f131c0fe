import { describe, expect, it } from 'vitest';
import { noticesOf } from './notices';
import type {
  ChatMessage,
  NumberedEvent,
  Participant,
  RoomEvent,
  Snapshot,
  Track,
} from './protocol';
import {
  type Change,
  EMPTY_ROOM,
  hands,
  isHost,
  type RoomState,
  reduce,
  trackOf,
} from './room-state';

function participant(id: string, more: Partial<Participant> = {}): Participant {
  return {
    id,
    name: `Người ${id}`,
    unit: null,
    person: null,
    kind: 'member',
    role: 'participant',
    joined_at: 0,
    hand_at: null,
    microphone: true,
    camera: true,
    screen: false,
    connection: 'connected',
    quality: 0,
    ...more,
  };
}

function message(id: string, at: number, more: Partial<ChatMessage> = {}): ChatMessage {
  return { id, at, participant: 'an', identity: 'i', name: 'An', text: id, mine: false, ...more };
}

const CAMERA: Track = {
  id: 't1',
  participant: 'an',
  source: 'camera',
  kind: 'video',
  muted: false,
};

const SNAPSHOT: Snapshot = {
  room: { code: 'abc', title: 'Giao ban', locked: false, started_at: 0, chat_enabled: true },
  you: 'me',
  participants: [participant('me'), participant('an')],
  tracks: [CAMERA],
  waiting: [],
  chat: { messages: [message('m1', 1)], more: false },
};

type Unnumbered<T> = T extends NumberedEvent ? Omit<T, 'seq'> : never;

const server = (event: Unnumbered<NumberedEvent>): Change => ({
  type: 'server',
  event: { ...event, seq: 1 } as RoomEvent,
});
const applied = (state: RoomState, ...changes: Change[]) => changes.reduce(reduce, state);
const inside = applied(EMPTY_ROOM, { type: 'snapshot', snapshot: SNAPSHOT });

describe('the state of a room', () => {
  it('is the snapshot after joining', () => {
    expect(inside.stage).toBe('in');
    expect([...inside.participants.keys()]).toEqual(['me', 'an']);
    expect(trackOf(inside, 'an', 'camera')).toBe(CAMERA);
  });

  it('goes from the lobby into the room', () => {
    const waiting = applied(EMPTY_ROOM, { type: 'lobby', title: 'Giao ban' });
    expect(waiting).toMatchObject({ stage: 'waiting', waitingTitle: 'Giao ban' });
    expect(applied(waiting, server({ type: 'admitted', snapshot: SNAPSHOT })).stage).toBe('in');
  });

  it('loses with a participant the tracks and the voice', () => {
    const spoke = applied(inside, {
      type: 'server',
      event: { type: 'speakers', speakers: [{ participant: 'an', level: 20 }] },
    });
    const left = applied(
      spoke,
      server({ type: 'participant.left', participant: 'an', reason: 'left' }),
    );
    expect(left.tracks.size).toBe(0);
    expect(left.speakers).toEqual([]);
    expect(left.lastSpoke.has('an')).toBe(false);
  });

  it('is not changed in place', () => {
    const before = JSON.stringify([...inside.participants]);
    applied(
      inside,
      server({ type: 'participant.updated', participant: participant('an', { hand_at: 5 }) }),
    );
    expect(JSON.stringify([...inside.participants])).toBe(before);
  });

  it('puts raised hands in the order of raising', () => {
    const raised = applied(
      inside,
      server({ type: 'participant.updated', participant: participant('an', { hand_at: 9 }) }),
      server({ type: 'participant.updated', participant: participant('me', { hand_at: 7 }) }),
    );
    expect(hands(raised).map(({ id }) => id)).toEqual(['me', 'an']);
  });

  it('shows one message once, whether its answer or its event comes first', () => {
    const mine = message('m2', 2, { mine: true });
    const once = applied(
      inside,
      { type: 'sent', message: mine },
      server({ type: 'chat.message', message: mine }),
    );
    expect(once.chat.messages.map(({ id }) => id)).toEqual(['m1', 'm2']);
  });

  it('keeps the older messages that were read when a new snapshot comes', () => {
    const older = applied(inside, { type: 'history', messages: [message('m0', 0)], more: true });
    const again = applied(older, {
      type: 'snapshot',
      snapshot: {
        ...SNAPSHOT,
        chat: { messages: [message('m1', 1), message('m2', 2)], more: true },
      },
    });
    expect(again.chat.messages.map(({ id }) => id)).toEqual(['m0', 'm1', 'm2']);
  });

  it('does not join two pieces of chat with a hole between them', () => {
    const again = applied(inside, {
      type: 'snapshot',
      snapshot: { ...SNAPSHOT, chat: { messages: [message('m60', 60)], more: true } },
    });
    expect(again.chat).toMatchObject({ more: true, messages: [{ id: 'm60' }] });
  });

  it('remembers who spoke later', () => {
    const say = (id: string): Change => ({
      type: 'server',
      event: { type: 'speakers', speakers: [{ participant: id, level: 10 }] },
    });
    const state = applied(inside, say('an'), say('me'));
    expect(state.lastSpoke.get('me')).toBeGreaterThan(state.lastSpoke.get('an') ?? 0);
  });

  it('takes the quality of those who are there and of nobody else', () => {
    const state = applied(inside, {
      type: 'server',
      event: { type: 'quality', quality: { an: 2, gone: 5 } },
    });
    expect(state.participants.get('an')?.quality).toBe(2);
    expect(state.participants.has('gone')).toBe(false);
  });

  it('lets only so many reactions float at once', () => {
    const cheer: Change = {
      type: 'server',
      event: { type: 'reaction', participant: 'an', emoji: '👏' },
    };
    const state = applied(inside, ...Array.from({ length: 60 }, () => cheer));
    expect(state.reactions).toHaveLength(25);
    expect(new Set(state.reactions.map(({ key }) => key)).size).toBe(25);
    const key = state.reactions[0]?.key ?? -1;
    expect(applied(state, { type: 'reaction.over', key }).reactions).toHaveLength(24);
  });

  it('knows hosts and co-hosts', () => {
    expect(isHost(inside)).toBe(false);
    const cohost = server({
      type: 'participant.updated',
      participant: participant('me', { role: 'cohost' }),
    });
    expect(isHost(applied(inside, cohost))).toBe(true);
  });
});

describe('what is told', () => {
  const told = (event: Unnumbered<NumberedEvent>, state = inside) =>
    noticesOf(state, { ...event, seq: 1 } as RoomEvent).map(({ key }) => key);

  it('is who comes and goes', () => {
    expect(told({ type: 'participant.joined', participant: participant('binh') })).toEqual([
      'notice.joined',
    ]);
    expect(told({ type: 'participant.left', participant: 'an', reason: 'lost' })).toEqual([
      'notice.lost',
    ]);
    expect(told({ type: 'participant.left', participant: 'unknown', reason: 'left' })).toEqual([]);
  });

  it('is the hand of another, not one’s own', () => {
    const raised = (id: string) =>
      told({ type: 'participant.updated', participant: participant(id, { hand_at: 4 }) });
    expect(raised('an')).toEqual(['notice.hand']);
    expect(raised('me')).toEqual([]);
  });

  it('is another’s message once', () => {
    expect(told({ type: 'chat.message', message: message('m9', 9) })).toEqual(['notice.chat']);
    expect(told({ type: 'chat.message', message: message('m1', 1) })).toEqual([]);
    expect(told({ type: 'chat.message', message: message('m9', 9, { mine: true }) })).toEqual([]);
  });

  it('is urgent when a host switches one’s microphone off', () => {
    const [notice] = noticesOf(inside, {
      type: 'muted',
      source: 'microphone',
      by: 'Bà Chủ tọa',
      seq: 1,
    });
    expect(notice).toMatchObject({ key: 'notice.muted.microphone', show: true, urgent: true });
  });
});
