import { describe, expect, it } from 'vitest';
import { meetingCodeFrom } from './meetingCode';

describe('a meeting code', () => {
  it.each([
    ['abc-defg-hij'],
    ['ABC-DEFG-HIJ'],
    [' abc defg hij '],
    ['abcdefghij'],
    ['abc–defg—hij'],
    ['https://hop.example.vn/hop/abc-defg-hij'],
    ['https://hop.example.vn/hop/abc-defg-hij/phong?x=1'],
    ['/hop/abc-defg-hij#x'],
  ])('is read from %j', (typed) => {
    expect(meetingCodeFrom(typed)).toBe('abc-defg-hij');
  });

  it.each([[''], ['abc'], ['abc-defg-hij-k'], ['abc-d3fg-hij'], ['ábc-defg-hij'], ['/hop/moi']])(
    'is not read from %j',
    (typed) => {
      expect(meetingCodeFrom(typed)).toBeNull();
    },
  );
});
