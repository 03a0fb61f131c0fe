import type { RoomEvent, Source } from './protocol';
import { isHost, type RoomState } from './room-state';

/** Something worth telling: `key` is a text of the `room` namespace. */
export interface Notice {
  key: string;
  values: Record<string, string | number>;
  /** Shown in the corner as well as said to a screen reader. */
  show: boolean;
  urgent: boolean;
}

const MUTED_KEY: Partial<Record<Source, string>> = {
  microphone: 'notice.muted.microphone',
  camera: 'notice.muted.camera',
  screen: 'notice.muted.screen',
};

function notice(key: string, values: Notice['values'] = {}, more: Partial<Notice> = {}): Notice {
  return { key, values, show: false, urgent: false, ...more };
}

/** What an event means to the person before the screen; `before` is the state without it. */
export function noticesOf(before: RoomState, event: RoomEvent): Notice[] {
  switch (event.type) {
    case 'participant.joined':
      if (before.participants.has(event.participant.id)) return [];
      return [notice('notice.joined', { name: event.participant.name })];
    case 'participant.left': {
      const name = before.participants.get(event.participant)?.name;
      if (name === undefined) return [];
      return [notice(event.reason === 'lost' ? 'notice.lost' : 'notice.left', { name })];
    }
    case 'participant.updated':
      return onUpdate(before, event.participant);
    case 'track.added':
      return event.track.source === 'screen' ? onScreen(before, event.track.participant) : [];
    case 'chat.message':
      if (event.message.mine || before.chat.messages.some(({ id }) => id === event.message.id)) {
        return [];
      }
      return [
        notice('notice.chat', {
          name: event.message.name,
          text: event.message.text.slice(0, 200),
        }),
      ];
    case 'waiting.added':
      if (before.waiting.some(({ id }) => id === event.waiting.id)) return [];
      return [notice('notice.waiting', { name: event.waiting.name }, { show: true })];
    case 'muted': {
      const key = MUTED_KEY[event.source];
      return key ? [notice(key, { name: event.by }, { show: true, urgent: true })] : [];
    }
    case 'room.updated':
      if (!before.room || before.room.locked === event.room.locked) return [];
      return [
        notice(
          event.room.locked ? 'notice.locked' : 'notice.unlocked',
          {},
          { show: isHost(before) },
        ),
      ];
    case 'draining':
      return [notice('notice.draining', { seconds: event.seconds }, { show: true, urgent: true })];
    default:
      return [];
  }
}

function onScreen(before: RoomState, participant: string): Notice[] {
  const name = before.participants.get(participant)?.name;
  if (name === undefined || participant === before.you) return [];
  return [notice('notice.screen', { name })];
}

function onUpdate(
  before: RoomState,
  now: { id: string; name: string; hand_at: number | null; role: string },
): Notice[] {
  const old = before.participants.get(now.id);
  if (!old) return [];
  const own = now.id === before.you;
  const found: Notice[] = [];
  if (old.hand_at === null && now.hand_at !== null && !own) {
    found.push(notice('notice.hand', { name: now.name }, { show: isHost(before) }));
  }
  if (own && old.hand_at !== null && now.hand_at === null) {
    found.push(notice('notice.hand_lowered'));
  }
  if (own && old.role !== now.role) {
    found.push(notice(`notice.role.${now.role}`, {}, { show: true }));
  }
  return found;
}
