import { describe, expect, it } from 'vitest';
import serverEn from '../../../../server/platform/locales/en.json';
import serverVi from '../../../../server/platform/locales/vi.json';

type Texts = Record<string, string>;

const PLURAL = /_(zero|one|two|few|many|other)$/;

const locales = import.meta.glob<Texts>(['../../features/*/locales/*.json', './locales/*/*.json'], {
  eager: true,
  import: 'default',
});
const code = import.meta.glob<string>(
  ['../../**/*.{ts,tsx}', '!../../**/*.test.{ts,tsx}', '!../../**/*.d.ts'],
  { eager: true, import: 'default', query: '?raw' },
);

function namespaces(): Map<string, { vi: Texts; en: Texts }> {
  const found = new Map<string, { vi: Texts; en: Texts }>();
  for (const [path, texts] of Object.entries(locales)) {
    const [, name, language] =
      /(?:features\/([\w-]+)\/locales|locales\/[\w-]+)\/(vi|en)\.json$/.exec(path) ?? [];
    const namespace = name ?? /locales\/([\w-]+)\//.exec(path)?.[1];
    if (!namespace || (language !== 'vi' && language !== 'en')) throw new Error(path);
    const pair = found.get(namespace) ?? { vi: {}, en: {} };
    found.set(namespace, { ...pair, [language]: texts });
  }
  return found;
}

const all = namespaces();
const stems = (texts: Texts) => new Set(Object.keys(texts).map((key) => key.replace(PLURAL, '')));

interface Use {
  file: string;
  namespace: string;
  /** With `*` where the code puts something in. */
  key: string;
}

const DEFAULT_NAMESPACE = /useTranslation\(\s*(?:\[\s*)?['"]([\w-]+)['"]/;
const CALL = /(?<![\w.])(?:i18n(?:ext)?\.)?(?:t|exists)\(\s*(['"`])((?:(?!\1).)+)\1/g;

function usesIn([file, text]: [string, string]): Use[] {
  const own = DEFAULT_NAMESPACE.exec(text)?.[1] ?? 'shared';
  return [...text.matchAll(CALL)].flatMap(([, quote, raw]) => {
    const said = quote === '`' ? (raw ?? '').replaceAll(/\$\{[^}]*\}/g, '*') : (raw ?? '');
    const [namespace, key] = said.includes(':') ? said.split(':', 2) : [own, said];
    return namespace && key && key !== '*' ? [{ file, namespace, key }] : [];
  });
}

const sources = Object.entries(code);

function isKnown({ namespace, key }: Use): boolean {
  const texts = all.get(namespace);
  if (!texts) return false;
  const known = stems(texts.vi);
  if (!key.includes('*')) return known.has(key);
  const parts = key.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('.+')}$`);
  return [...known].some((candidate) => pattern.test(candidate));
}

describe('the texts', () => {
  it.each([...all.keys()])('of %s have the same keys in Vietnamese and English', (name) => {
    const { vi, en } = all.get(name) ?? { vi: {}, en: {} };
    expect([...stems(en)].sort()).toEqual([...stems(vi)].sort());
  });

  it.each([...all.keys()])('of %s are not empty and name the same values', (name) => {
    const { vi, en } = all.get(name) ?? { vi: {}, en: {} };
    const values = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, v]) => v).sort();
    for (const [key, text] of Object.entries(en)) {
      const twin = vi[key] ?? vi[key.replace(PLURAL, '')];
      expect(text.trim(), key).not.toBe('');
      expect(values(text), key).toEqual(values(twin ?? ''));
    }
  });

  it('exist for every key that the code asks for', () => {
    const missing = sources.flatMap(usesIn).filter((use) => !isKnown(use));
    expect(missing).toEqual([]);
  });

  it('are found in the code at all', () => {
    expect(sources.flatMap(usesIn).length).toBeGreaterThan(200);
  });

  it('are those of the server for every problem it knows', () => {
    expect(all.get('problem')).toMatchObject({ vi: serverVi, en: serverEn });
  });
});
