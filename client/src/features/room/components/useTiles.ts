import { useMemo, useRef } from 'react';
import { useRoom } from '../hooks';
import { arrange, type Seated } from '../layout';
import type { Participant, Track } from '../protocol';
import { hands, type RoomState, trackOf } from '../room-state';

export interface TileInfo {
  /** The participant's id, or `screen:` and the track's. */
  id: string;
  participant: Participant;
  track: Track | null;
  screen: boolean;
}

export function screenTiles(room: RoomState): TileInfo[] {
  const found: TileInfo[] = [];
  for (const track of room.tracks.values()) {
    const participant = room.participants.get(track.participant);
    if (track.source !== 'screen' || track.muted || !participant) continue;
    found.push({ id: `screen:${track.id}`, participant, track, screen: true });
  }
  return found;
}

function seatedOf(room: RoomState): Seated[] {
  const speaking = new Set(room.speakers.map(({ participant }) => participant));
  return [...room.participants.values()].map((one) => ({
    id: one.id,
    self: one.id === room.you,
    speaking: speaking.has(one.id),
    lastSpoke: room.lastSpoke.get(one.id) ?? 0,
    camera: one.camera,
    joinedAt: one.joined_at,
  }));
}

/** People in the order of their tiles; remembers the order before, so that few of them move. */
export function usePeopleTiles(capacity: number): TileInfo[] {
  const room = useRoom();
  const order = useRef<string[]>([]);
  return useMemo(() => {
    order.current = arrange(order.current, seatedOf(room), capacity);
    return order.current.flatMap((id) => {
      const participant = room.participants.get(id);
      if (!participant) return [];
      return [{ id, participant, track: trackOf(room, id, 'camera') ?? null, screen: false }];
    });
  }, [room, capacity]);
}

/** The place of each raised hand in the queue, from 1. */
export function useHandPlaces(): ReadonlyMap<string, number> {
  const room = useRoom();
  return useMemo(
    () => new Map(hands(room).map(({ id }, index) => [id, index + 1] as const)),
    [room],
  );
}

/** The loudest of the others, or who of them spoke last. */
export function activeSpeaker(room: RoomState): string | null {
  const loudest = room.speakers.find(({ participant }) => participant !== room.you);
  if (loudest) return loudest.participant;
  let last: string | null = null;
  for (const [id, turn] of room.lastSpoke) {
    if (id === room.you || !room.participants.has(id)) continue;
    if (last === null || turn > (room.lastSpoke.get(last) ?? 0)) last = id;
  }
  return last;
}
