/** The objects of signaling/PROTOCOL.md, version 1. Times are milliseconds of the server's clock. */

export type ParticipantId = string;
export type TrackId = string;
export type Source = 'microphone' | 'camera' | 'screen' | 'screen_audio';
export type Role = 'host' | 'cohost' | 'participant';
export type IdentityKind = 'member' | 'guest' | 'device';
export type QualityScore = 0 | 1 | 2 | 3 | 4 | 5;

export const REACTIONS = ['👍', '👏', '❤️', '😂', '😮', '🎉', '🤔', '👎'] as const;
export const CHAT_LIMIT = 2000;

export interface RoomInfo {
  code: string;
  title: string;
  locked: boolean;
  started_at: number;
  chat_enabled: boolean;
}

export interface Participant {
  id: ParticipantId;
  name: string;
  unit: string | null;
  person: string | null;
  kind: IdentityKind;
  role: Role;
  joined_at: number;
  hand_at: number | null;
  microphone: boolean;
  camera: boolean;
  screen: boolean;
  connection: 'connected' | 'reconnecting';
  quality: QualityScore;
}

export interface Track {
  id: TrackId;
  participant: ParticipantId;
  source: Source;
  kind: 'audio' | 'video';
  muted: boolean;
}

export interface Waiting {
  id: string;
  name: string;
  kind: IdentityKind;
  unit: string | null;
  since: number;
}

export interface ChatMessage {
  id: string;
  at: number;
  participant: ParticipantId | null;
  identity: string;
  name: string;
  text: string;
  mine: boolean;
}

export interface ChatPage {
  messages: ChatMessage[];
  more: boolean;
}

export interface Snapshot {
  room: RoomInfo;
  you: ParticipantId;
  participants: Participant[];
  tracks: Track[];
  waiting: Waiting[];
  chat: ChatPage;
}

export interface Speaker {
  participant: ParticipantId;
  /** Loudness in −dBov: 0 is the loudest, 127 is silence. */
  level: number;
}

interface Seat {
  seat: string;
  key: string;
  grace_ms: number;
  seq: number;
}

export type JoinAnswer =
  | ({ status: 'joined'; snapshot: Snapshot } & Seat)
  | ({ status: 'waiting'; meeting: { code: string; title: string } } & Seat)
  | { status: 'resumed'; seat: string };

/** Members that every numbered event carries beside its own. */
interface Numbered {
  seq: number;
}

export type NumberedEvent = Numbered &
  (
    | { type: 'admitted'; snapshot: Snapshot }
    | { type: 'refused'; reason: string | null }
    | { type: 'participant.joined'; participant: Participant }
    | { type: 'participant.updated'; participant: Participant }
    | {
        type: 'participant.left';
        participant: ParticipantId;
        reason: 'left' | 'lost' | 'removed' | 'replaced';
      }
    | { type: 'track.added'; track: Track }
    | { type: 'track.updated'; track: Track }
    | { type: 'track.removed'; track: TrackId }
    | { type: 'waiting.added'; waiting: Waiting }
    | { type: 'waiting.removed'; waiting: string }
    | { type: 'room.updated'; room: RoomInfo }
    | { type: 'chat.message'; message: ChatMessage }
    | { type: 'subscribe.offer'; version: number; sdp: string; mids: Record<string, TrackId> }
    | { type: 'muted'; source: Source; by: string }
    | { type: 'removed'; by: string; reason: string | null }
    | { type: 'ended'; by: string | null }
    | { type: 'session.revoked' }
    | { type: 'draining'; seconds: number }
  );

export type VolatileEvent = { seq?: undefined } & (
  | { type: 'speakers'; speakers: Speaker[] }
  | { type: 'quality'; quality: Record<ParticipantId, QualityScore> }
  | { type: 'reaction'; participant: ParticipantId; emoji: string }
  /** Said to the old connection only: the numbers go on with the new one. */
  | { type: 'replaced' }
);

export type RoomEvent = NumberedEvent | VolatileEvent;

export type Answer<T> =
  | { ok: T; error?: undefined }
  | {
      ok?: undefined;
      error: { code: string; retry_after_ms?: number; opens_at?: number | string };
    };

/** Why one is outside: ends the visit, never answered by reconnecting. */
export type Outcome =
  | { kind: 'left' }
  | { kind: 'ended'; by: string | null }
  | { kind: 'removed'; by: string | null; reason: string | null }
  | { kind: 'refused'; reason: string | null }
  | { kind: 'replaced' }
  | { kind: 'signed_out' }
  | { kind: 'not_open'; opensAt: number | null }
  | { kind: 'cancelled' }
  | { kind: 'not_found' }
  | { kind: 'locked' }
  | { kind: 'full' }
  | { kind: 'draining' }
  | { kind: 'outdated' }
  | { kind: 'failed'; code: string };

/** Reads a time that is either milliseconds or RFC 3339 text; null when it is neither. */
export function readTime(value: number | string | undefined): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  const parsed = Date.parse(value);
  return Number.isNaN(parsed) ? null : parsed;
}

/** The outcome that a refused `join` or handshake means; null when trying again is right. */
export function outcomeOfError(code: string, opensAt?: number | string): Outcome | null {
  switch (code) {
    case 'not_found':
      return { kind: 'not_found' };
    case 'meeting.not_open':
      return { kind: 'not_open', opensAt: readTime(opensAt) };
    case 'meeting.ended':
      return { kind: 'ended', by: null };
    case 'meeting.cancelled':
      return { kind: 'cancelled' };
    case 'removed':
      return { kind: 'removed', by: null, reason: null };
    case 'room.locked':
      return { kind: 'locked' };
    case 'room.full':
      return { kind: 'full' };
    case 'session.required':
      return { kind: 'signed_out' };
    case 'protocol.version':
      return { kind: 'outdated' };
    case 'origin.refused':
    case 'message.invalid':
    case 'forbidden':
      return { kind: 'failed', code };
    default:
      return null;
  }
}
