import { describe, expect, it } from 'vitest';
import { failureKind } from './devices';
import { linkify } from './links';
import { parsePreferences } from './preferences';
import { actionOf, type Keys } from './shortcuts';
import { tilesOf } from './views';

describe('links in a message', () => {
  it('are http and https alone', () => {
    for (const text of ['javascript:alert(1)', 'data:text/html,x', 'ftp://a.vn', 'HTTPS://']) {
      expect(linkify(text)).toEqual([{ text, href: null }]);
    }
  });

  it('end before the sign that ends the sentence', () => {
    expect(linkify('Xem https://congvu.example/hop, rồi trả lời.')).toEqual([
      { text: 'Xem ', href: null },
      { text: 'https://congvu.example/hop', href: 'https://congvu.example/hop' },
      { text: ', rồi trả lời.', href: null },
    ]);
  });

  it('keep brackets that belong to the address', () => {
    expect(linkify('https://vi.example/wiki/Hu%E1%BA%BF_(th%C3%A0nh_ph%E1%BB%91)')[0]?.text).toBe(
      'https://vi.example/wiki/Hu%E1%BA%BF_(th%C3%A0nh_ph%E1%BB%91)',
    );
  });

  it('are not made of an address that hides its host behind a user name', () => {
    expect(linkify('https://congvu.example@evil.example/').every(({ href }) => href === null)).toBe(
      true,
    );
  });

  it('lose no character of the message', () => {
    for (const text of ['', 'a', 'http://a.vn http://b.vn', '(http://a.vn)', 'http:// http://a']) {
      expect(
        linkify(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text);
    }
  });
});

describe('a device that gives nothing', () => {
  const failure = (name: string, message = '') =>
    failureKind(Object.assign(new Error(message), { name }));

  it.each([
    ['NotAllowedError', 'Permission denied', 'refused'],
    ['NotAllowedError', 'Permission denied by system', 'system'],
    ['NotAllowedError', 'The request is not allowed by the user agent or the platform', 'system'],
    ['NotFoundError', 'Requested device not found', 'missing'],
    ['OverconstrainedError', '', 'missing'],
    ['NotReadableError', 'Could not start video source', 'busy'],
    ['AbortError', 'Timeout starting video source', 'busy'],
    ['TypeError', '', 'other'],
  ])('%s "%s" is %s', (name, message, kind) => {
    expect(failure(name, message)).toBe(kind);
  });

  it('is named even where what was thrown is no error', () => {
    expect(failureKind('no')).toBe('other');
  });
});

describe('keys', () => {
  const press = (key: string, more: Partial<Keys> = {}): Keys => ({
    key,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    typing: false,
    ...more,
  });

  it('switch microphone, camera and hand with Ctrl, also while one writes', () => {
    expect(actionOf(press('d', { ctrlKey: true, typing: true }), false)).toBe('microphone');
    expect(actionOf(press('e', { ctrlKey: true }), false)).toBe('camera');
    expect(actionOf(press('H', { ctrlKey: true, shiftKey: true }), false)).toBe('hand');
    expect(actionOf(press('E', { ctrlKey: true, shiftKey: true }), false)).toBe('reactions');
  });

  it('alone act only where the person has asked for it and does not write', () => {
    expect(actionOf(press('m'), false)).toBeNull();
    expect(actionOf(press('m'), true)).toBe('microphone');
    expect(actionOf(press('m', { typing: true }), true)).toBeNull();
    expect(actionOf(press('?', { typing: true }), false)).toBeNull();
    expect(actionOf(press('?', { shiftKey: true }), false)).toBe('help');
  });

  it('leave to the browser what is its own', () => {
    expect(actionOf(press('l', { ctrlKey: true }), true)).toBeNull();
    expect(actionOf(press('d', { ctrlKey: true, altKey: true }), true)).toBeNull();
  });
});

describe('stored habits', () => {
  it('are the defaults where nothing sound is stored', () => {
    for (const text of [null, '', '{', '7', 'null', '{"quality":"8k","camera":"yes"}']) {
      expect(parsePreferences(text)).toMatchObject({ quality: 'standard', camera: true });
    }
  });

  it('are read member by member', () => {
    const read = parsePreferences('{"quality":"low","camera":false,"pushToTalk":3}');
    expect(read).toMatchObject({ quality: 'low', camera: false, pushToTalk: false });
  });
});

it('asks for the largest of several tiles of one track and for none that is not seen', () => {
  expect(
    tilesOf([
      { track: 'a', width: 100, height: 50 },
      { track: 'b', width: 0, height: 0 },
      { track: 'a', width: 640, height: 360 },
    ]),
  ).toEqual([{ track: 'a', width: 640, height: 360 }]);
});
