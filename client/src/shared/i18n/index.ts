import i18next, { type BackendModule, type ReadCallback } from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORAGE_KEY = 'congvu.language';

/**
 * Every `features/<name>/locales/{vi,en}.json` is a namespace called `<name>`, found here by its
 * place alone; `shared` and `problem` are the two that every page may use. Keys are flat
 * (`'list.empty.title'`), so a key in the code can be found in the file by searching for it.
 */
const sources = import.meta.glob<{ default: Record<string, string> }>([
  '../../features/*/locales/*.json',
  './locales/*/*.json',
]);

function sourceOf(language: string, namespace: string) {
  return (
    sources[`../../features/${namespace}/locales/${language}.json`] ??
    sources[`./locales/${namespace}/${language}.json`]
  );
}

const backend: BackendModule = {
  type: 'backend',
  init() {},
  read(language: string, namespace: string, done: ReadCallback) {
    const source = sourceOf(language, namespace);
    if (!source) {
      done(new Error(`no texts for ${namespace}/${language}`), false);
      return;
    }
    source().then(
      (module) => done(null, module.default),
      (error: unknown) => done(error as Error, false),
    );
  },
};

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.includes(value as Language);
}

function storedLanguage(): Language {
  const stored = localStorage.getItem(STORAGE_KEY);
  return isLanguage(stored) ? stored : 'vi';
}

/** Resolves when the texts needed for the first page are there. */
export async function startI18n(language: Language = storedLanguage()): Promise<void> {
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: language,
      supportedLngs: LANGUAGES,
      fallbackLng: false,
      ns: ['shared', 'problem'],
      defaultNS: 'shared',
      keySeparator: false,
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    });
  document.documentElement.lang = language;
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : 'vi';
}

export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORAGE_KEY, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export * from './format';
export { i18next as i18n };
