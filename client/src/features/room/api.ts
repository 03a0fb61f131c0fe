import { OFFLINE, ProblemError, problemFrom } from '@/shared/api';

/** What the page before the meeting shows: who, what and when. */
export interface Entry {
  code: string;
  title: string;
  starts_at: string;
  ends_at: string;
  opens_at: string;
  /** False before the room opens: the page counts down to `opens_at`. */
  open: boolean;
  status: 'scheduled' | 'live' | 'ended' | 'cancelled';
  organiser_name: string;
  unit_name: string;
  live_count: number;
  you: {
    name: string;
    kind: 'member' | 'guest';
    direct: boolean;
    role: 'host' | 'cohost' | 'member' | 'guest';
  };
  chat_enabled: boolean;
}

export interface Connection {
  ice_servers: RTCIceServer[];
  media: { addresses: string[]; port: number };
  turn: boolean;
}

export interface GuestPass {
  code: string;
  title: string;
  starts_at: string;
  /** Null as long as the guest has given none. */
  name: string | null;
}

/**
 * A request of the pages outside the shell. They answer a lost session themselves, since a guest
 * has none; so they do not go through the shared client, which leads to the sign-in page.
 */
export async function request<T>(
  method: string,
  path: string,
  body?: object,
  signal?: AbortSignal,
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ProblemError(0, OFFLINE);
  }
  if (!response.ok) throw await problemFrom(response);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

export function readEntry(code: string, signal?: AbortSignal): Promise<Entry> {
  return request('GET', `/api/meetings/${encodeURIComponent(code)}/entry`, undefined, signal);
}

export function readConnection(signal?: AbortSignal): Promise<Connection> {
  return request('GET', '/api/connection', undefined, signal);
}

/** What a guest link leads to; rejects where it leads nowhere any more. */
export function lookAtGuestLink(token: string, signal?: AbortSignal): Promise<GuestPass> {
  return request('POST', '/api/guest', { token }, signal);
}

/** Changes a guest link's token for the guest's cookie. */
export function enterAsGuest(token: string, name: string): Promise<GuestPass> {
  return request('POST', '/api/guest', { token, name });
}
