import { describe, expect, it } from 'vitest';
import { browserName, passwordFaults, svgAddress } from './rules';

describe('a new password', () => {
  it('is long enough and typed the same twice', () => {
    expect(
      passwordFaults({ current: 'a', new: 'mot cau de nho', repeat: 'mot cau de nho' }),
    ).toEqual({});
    expect(Object.keys(passwordFaults({ current: '', new: 'ngan', repeat: 'khac' }))).toEqual([
      'current',
      'new',
      'repeat',
    ]);
  });

  it('counts characters, not their halves', () => {
    expect(passwordFaults({ current: 'a', new: '🔑🔑🔑🔑', repeat: '🔑🔑🔑🔑' })).toHaveProperty(
      'new',
    );
  });
});

describe('a browser', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140 Safari/537 Edg/140',
      'Edge, Windows',
    ],
    ['Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile Safari/537', 'Chrome, Android'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604', 'Safari, iOS'],
    ['curl/8', null],
    [null, null],
  ])('called %j is %j', (agent, name) => {
    expect(browserName(agent)).toBe(name);
  });
});

describe('the QR code', () => {
  it('is an image that names its language', () => {
    const address = svgAddress('<svg width="9"><path d="#"/></svg>');
    expect(address).toMatch(/^data:image\/svg\+xml,/);
    expect(decodeURIComponent(address)).toContain('xmlns="http://www.w3.org/2000/svg"');
    expect(address).not.toContain('#');
  });
});
