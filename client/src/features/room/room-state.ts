import type {
  ChatMessage,
  Outcome,
  Participant,
  ParticipantId,
  QualityScore,
  RoomEvent,
  RoomInfo,
  Snapshot,
  Speaker,
  Track,
  TrackId,
  Waiting,
} from './protocol';
import type { LinkReason, LinkState } from './signaling';

export type Stage = 'joining' | 'waiting' | 'in' | 'out';

export interface FloatingReaction {
  key: number;
  participant: ParticipantId;
  emoji: string;
}

/** Everything the pages show of a meeting; never changed in place. */
export interface RoomState {
  stage: Stage;
  outcome: Outcome | null;
  link: LinkState;
  linkReason: LinkReason | null;
  room: RoomInfo | null;
  waitingTitle: string | null;
  you: ParticipantId | null;
  participants: ReadonlyMap<ParticipantId, Participant>;
  tracks: ReadonlyMap<TrackId, Track>;
  waiting: readonly Waiting[];
  chat: { messages: readonly ChatMessage[]; more: boolean };
  speakers: readonly Speaker[];
  /** A counter that grows: who spoke later has the larger number. */
  lastSpoke: ReadonlyMap<ParticipantId, number>;
  spoken: number;
  reactions: readonly FloatingReaction[];
  reactionCount: number;
  draining: number | null;
}

export const EMPTY_ROOM: RoomState = {
  stage: 'joining',
  outcome: null,
  link: 'connecting',
  linkReason: null,
  room: null,
  waitingTitle: null,
  you: null,
  participants: new Map(),
  tracks: new Map(),
  waiting: [],
  chat: { messages: [], more: false },
  speakers: [],
  lastSpoke: new Map(),
  spoken: 0,
  reactions: [],
  reactionCount: 0,
  draining: null,
};

/** What happens to the state: the server's events, and what this client sees itself. */
export type Change =
  | { type: 'server'; event: RoomEvent }
  | { type: 'snapshot'; snapshot: Snapshot }
  | { type: 'lobby'; title: string }
  | { type: 'link'; state: LinkState; reason: LinkReason | null }
  | { type: 'over'; outcome: Outcome }
  | { type: 'history'; messages: readonly ChatMessage[]; more: boolean }
  | { type: 'sent'; message: ChatMessage }
  | { type: 'reaction.over'; key: number };

export function reduce(state: RoomState, change: Change): RoomState {
  switch (change.type) {
    case 'server':
      return onEvent(state, change.event);
    case 'snapshot':
      return onSnapshot(state, change.snapshot);
    case 'lobby':
      return { ...state, stage: 'waiting', waitingTitle: change.title };
    case 'link':
      return {
        ...state,
        link: change.state,
        linkReason: change.reason,
        draining: change.state === 'live' ? null : state.draining,
      };
    case 'over':
      return { ...state, stage: 'out', outcome: change.outcome };
    case 'history':
      return {
        ...state,
        chat: {
          messages: mergeChat(change.messages, state.chat.messages),
          more: change.more,
        },
      };
    case 'sent':
      return withMessage(state, change.message);
    case 'reaction.over':
      return { ...state, reactions: state.reactions.filter(({ key }) => key !== change.key) };
  }
}

function onSnapshot(state: RoomState, snapshot: Snapshot): RoomState {
  const participants = new Map(snapshot.participants.map((one) => [one.id, one]));
  return {
    ...state,
    stage: 'in',
    outcome: null,
    room: snapshot.room,
    you: snapshot.you,
    participants,
    tracks: new Map(snapshot.tracks.map((track) => [track.id, track])),
    waiting: snapshot.waiting,
    chat: keepOlder(state.chat, snapshot.chat),
    speakers: state.speakers.filter(({ participant }) => participants.has(participant)),
  };
}

/** A second snapshot holds the last messages only: the older ones read before stay in sight. */
function keepOlder(before: RoomState['chat'], now: RoomState['chat']): RoomState['chat'] {
  const first = now.messages[0];
  const overlaps = first && before.messages.some(({ id }) => id === first.id);
  if (!overlaps) return now;
  return { messages: mergeChat(before.messages, now.messages), more: before.more };
}

function mergeChat(older: readonly ChatMessage[], newer: readonly ChatMessage[]): ChatMessage[] {
  const known = new Set(newer.map(({ id }) => id));
  return [...older.filter(({ id }) => !known.has(id)), ...newer];
}

function onEvent(state: RoomState, event: RoomEvent): RoomState {
  switch (event.type) {
    case 'admitted':
      return onSnapshot(state, event.snapshot);
    case 'participant.joined':
    case 'participant.updated':
      return {
        ...state,
        participants: withEntry(state.participants, event.participant.id, event.participant),
      };
    case 'participant.left':
      return withoutParticipant(state, event.participant);
    case 'track.added':
    case 'track.updated':
      return { ...state, tracks: withEntry(state.tracks, event.track.id, event.track) };
    case 'track.removed':
      return { ...state, tracks: withoutEntry(state.tracks, event.track) };
    case 'waiting.added':
      return {
        ...state,
        waiting: [...state.waiting.filter(({ id }) => id !== event.waiting.id), event.waiting],
      };
    case 'waiting.removed':
      return { ...state, waiting: state.waiting.filter(({ id }) => id !== event.waiting) };
    case 'room.updated':
      return { ...state, room: event.room };
    case 'chat.message':
      return withMessage(state, event.message);
    case 'draining':
      return { ...state, draining: event.seconds };
    case 'speakers':
      return withSpeakers(state, event.speakers);
    case 'quality':
      return withQuality(state, event.quality);
    case 'reaction':
      return {
        ...state,
        reactionCount: state.reactionCount + 1,
        // A bound on what floats at once: a large room cheers all together.
        reactions: [
          ...state.reactions.slice(-24),
          { key: state.reactionCount, participant: event.participant, emoji: event.emoji },
        ],
      };
    default:
      return state;
  }
}

function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value);
}

function withoutEntry<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}

function withoutParticipant(state: RoomState, id: ParticipantId): RoomState {
  const tracks = new Map([...state.tracks].filter(([, track]) => track.participant !== id));
  return {
    ...state,
    participants: withoutEntry(state.participants, id),
    tracks,
    speakers: state.speakers.filter(({ participant }) => participant !== id),
    lastSpoke: withoutEntry(state.lastSpoke, id),
  };
}

/** The event and the answer to `chat.send` both bring one's own message: it is shown once. */
function withMessage(state: RoomState, message: ChatMessage): RoomState {
  if (state.chat.messages.some(({ id }) => id === message.id)) return state;
  const messages = [...state.chat.messages, message].sort((a, b) => a.at - b.at);
  return { ...state, chat: { ...state.chat, messages } };
}

function withSpeakers(state: RoomState, speakers: readonly Speaker[]): RoomState {
  const lastSpoke = new Map(state.lastSpoke);
  let spoken = state.spoken;
  for (const { participant } of [...speakers].reverse()) {
    spoken += 1;
    lastSpoke.set(participant, spoken);
  }
  return { ...state, speakers, lastSpoke, spoken };
}

function withQuality(
  state: RoomState,
  quality: Readonly<Record<ParticipantId, QualityScore>>,
): RoomState {
  const participants = new Map(state.participants);
  for (const [id, score] of Object.entries(quality)) {
    const participant = participants.get(id);
    if (participant) participants.set(id, { ...participant, quality: score });
  }
  return { ...state, participants };
}

export function you(state: RoomState): Participant | undefined {
  return state.you === null ? undefined : state.participants.get(state.you);
}

export function isHost(state: RoomState): boolean {
  const role = you(state)?.role;
  return role === 'host' || role === 'cohost';
}

/** Raised hands, the earliest first. */
export function hands(state: RoomState): Participant[] {
  return [...state.participants.values()]
    .filter((one) => one.hand_at !== null)
    .sort((a, b) => (a.hand_at ?? 0) - (b.hand_at ?? 0));
}

export function trackOf(
  state: RoomState,
  participant: ParticipantId,
  source: Track['source'],
): Track | undefined {
  for (const track of state.tracks.values()) {
    if (track.participant === participant && track.source === source) return track;
  }
  return undefined;
}

export function screenOf(state: RoomState): Track | undefined {
  for (const track of state.tracks.values()) if (track.source === 'screen') return track;
  return undefined;
}
