import type { Me, MeetingSummary, SessionInfo } from './models';

interface Shape {
  query?: object;
  path?: object;
  body?: object;
}

type Parameters<S extends Shape> = {
  query?: S['query'];
  header?: never;
  cookie?: never;
} & (S extends {
  path: infer P;
}
  ? { path: P }
  : { path?: never });

type Body<S extends Shape> = S extends { body: infer B }
  ? { requestBody: { content: { 'application/json': B } } }
  : { requestBody?: never };

type Operation<Answer, S extends Shape = Shape> = Body<S> & {
  parameters: Parameters<S>;
  responses: {
    200: { headers: Record<string, unknown>; content: { 'application/json': Answer } };
  };
};

/** Written by hand until the server's own document is there. */
export interface paths {
  '/api/session': {
    get: Operation<SessionInfo>;
    post: Operation<Me, { body: { login: string; password: string; code?: string } }>;
    delete: Operation<undefined>;
  };
  '/api/me': {
    get: Operation<Me>;
    patch: Operation<Me, { body: { language?: 'vi' | 'en' } }>;
  };
  '/api/meetings': {
    get: Operation<
      { items: MeetingSummary[]; next: string | null },
      { query: { from?: string; to?: string; q?: string; cursor?: string; limit?: number } }
    >;
  };
}
