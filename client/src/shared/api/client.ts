import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from './schema';
import { OFFLINE, ProblemError, problemFrom } from './problem';

type SessionLost = () => void;
let onSessionLost: SessionLost = () => {};

/** Called when the server no longer knows the session of a signed-in page. */
export function whenSessionIsLost(handler: SessionLost): void {
  onSessionLost = handler;
}

const problems: Middleware = {
  async onResponse({ response }) {
    if (response.ok) return undefined;
    const problem = await problemFrom(response);
    if (problem.code === 'session.required') onSessionLost();
    throw problem;
  },
  onError({ error }) {
    return error instanceof ProblemError ? error : new ProblemError(0, OFFLINE);
  },
};

/** The typed client: every failure is thrown as a `ProblemError`. */
export const api = createClient<paths>({ baseUrl: '', credentials: 'same-origin' });
api.use(problems);

/** The body of an answer that has one. */
export async function take<T>(answer: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  const { data } = await answer;
  if (data === undefined || data === null) throw new ProblemError(0, 'unknown');
  return data as NonNullable<T>;
}
