import { describe, expect, it } from 'vitest';
import { fieldErrors, OFFLINE, ProblemError, problemFrom, problemText } from './problem';

const answer = (body: string, headers: Record<string, string> = {}) =>
  new Response(body, { status: 422, headers });

describe('a problem', () => {
  it('is said in the words of its code', () => {
    expect(problemText(new ProblemError(401, 'credentials.wrong'))).toMatch(/mật khẩu/i);
    expect(problemText(new ProblemError(0, OFFLINE))).toMatch(/máy chủ/i);
  });

  it('never shows a bare code', () => {
    for (const error of [new ProblemError(500, 'no.such.code'), new TypeError('x'), null]) {
      expect(problemText(error)).toMatch(/ngoài dự kiến/);
    }
  });

  it('is read from the answer, with the time to wait', async () => {
    const problem = await problemFrom(
      answer('{"code":"rate.limited","errors":[]}', { 'retry-after': '30', 'x-request-id': 'r1' }),
    );
    expect(problem).toMatchObject({ code: 'rate.limited', retryAfter: 30, requestId: 'r1' });
  });

  it('survives an answer that is no JSON', async () => {
    expect(await problemFrom(answer('<html>'))).toMatchObject({ status: 422, code: 'unknown' });
  });

  it('gives each field its first error', () => {
    const errors = fieldErrors(
      new ProblemError(422, 'invalid', [
        { pointer: '/title', code: 'string_too_short' },
        { pointer: '/title', code: 'missing' },
        { pointer: '/people/0', code: 'uuid_parsing' },
      ]),
    );
    expect(Object.keys(errors)).toEqual(['title', 'people']);
    expect(errors.title).toMatch(/ngắn/);
  });
});
