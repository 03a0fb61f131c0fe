import { OFFLINE, ProblemError, problemFrom } from '@/shared/api';

/** What the page before the meeting shows: who, what and when. */
export interface Entry {
  code: string;
  title: string;
  starts_at: string;
  ends_at: string;
  status: 'scheduled' | 'live' | 'ended' | 'cancelled';
  organiser_name: string;
  you: { name: string; kind: 'member' | 'guest'; direct: boolean; role: string };
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
  name: string;
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
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export function readEntry(code: string, signal?: AbortSignal): Promise<Entry> {
  return request('GET', `/api/meetings/${encodeURIComponent(code)}/entry`, undefined, signal);
}

export function readConnection(signal?: AbortSignal): Promise<Connection> {
  return request('GET', '/api/connection', undefined, signal);
}

/** Changes a guest link's token for the guest's cookie. */
export function enterAsGuest(token: string, name: string): Promise<GuestPass> {
  return request('POST', '/api/guest', { token, name });
}
