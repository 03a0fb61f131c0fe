import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  mergeThemeOverrides,
} from '@mantine/core';

const navy: MantineColorsTuple = [
  '#eef3fa',
  '#dae5f2',
  '#b2c9e5',
  '#87abd7',
  '#6391cb',
  '#4c81c4',
  '#356db3',
  '#265893',
  '#1b4a80',
  '#123a6b',
];

// Greys with the blue of the rest in them.
const dark: MantineColorsTuple = [
  '#d8dde4',
  '#b3bbc6',
  '#8f98a6',
  '#657080',
  '#414a56',
  '#2f3740',
  '#232930',
  '#1b1f25',
  '#14171c',
  '#0e1115',
];

// Mantine's red is too light to carry white words; this one is the red of the flag's cloth, deeper.
const red: MantineColorsTuple = [
  '#fdf0ef',
  '#fadedc',
  '#f3bab6',
  '#ec938d',
  '#e6726a',
  '#dc5248',
  '#cf3d33',
  '#bf3027',
  '#b3261e',
  '#8f1b15',
];

// As the red: its last shades are dark enough for words on its first.
const green: MantineColorsTuple = [
  '#ecf8ee',
  '#d6efda',
  '#aeddb6',
  '#83ca90',
  '#5fba70',
  '#47b05b',
  '#36a04b',
  '#298a3d',
  '#1f7432',
  '#155a25',
];

const gold: MantineColorsTuple = [
  '#fff8e6',
  '#fdeecb',
  '#f9dc97',
  '#f5c95e',
  '#f2b930',
  '#f0af13',
  '#d9990a',
  '#b07a00',
  '#8a5f00',
  '#5f4200',
];

const theme = createTheme({
  colors: { navy, dark, red, green, gold },
  primaryColor: 'navy',
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  // White text below this luminance, black above: either way at least 4.5 to 1.
  luminanceThreshold: 0.179,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  fontFamily:
    '"Segoe UI", system-ui, -apple-system, Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace',
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.625rem', lineHeight: '1.3' },
      h2: { fontSize: '1.25rem', lineHeight: '1.35' },
      h3: { fontSize: '1.0625rem', lineHeight: '1.4' },
    },
  },
  // By name, so that what only lazy pages use stays out of the first script.
  components: {
    Alert: { defaultProps: { variant: 'light' } },
    // What a badge says is never cut off: it takes a second line instead.
    Badge: {
      styles: {
        root: { height: 'auto', minHeight: 'var(--badge-height)' },
        label: { whiteSpace: 'normal', overflow: 'visible' },
      },
    },
    Button: { defaultProps: { fw: 600 } },
    // In their place in the page: read after the button that opens them, within its landmark.
    Menu: { defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false } },
    Loader: { defaultProps: { type: 'dots' } },
    Table: {
      defaultProps: {
        verticalSpacing: 'sm',
        highlightOnHover: true,
        highlightOnHoverColor: 'var(--mantine-color-default-hover)',
      },
    },
    Tooltip: {
      defaultProps: { events: { hover: true, focus: true, touch: false }, openDelay: 300 },
    },
  },
});

/** The theme in a language: dialogs have a button without words, which needs a name. */
export function themeFor(close: string) {
  // A dialog's <header> is no banner of the page.
  const attributes = { header: { role: 'presentation' } };
  const closeButtonProps = { 'aria-label': close };
  const overlayProps = { blur: 2 };
  return mergeThemeOverrides(theme, {
    components: {
      Modal: { defaultProps: { overlayProps, closeButtonProps, attributes } },
      Drawer: { defaultProps: { overlayProps, closeButtonProps, attributes } },
      Notification: { defaultProps: { closeButtonProps } },
    },
  });
}

/** Mantine's greys and reds for small text miss WCAG's 4.5 to 1; these reach it. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f6f8fb',
    '--mantine-color-dimmed': '#525c69',
    '--mantine-color-placeholder': '#667080',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-default-border': '#c9d2de',
    '--cv-surface': '#ffffff',
    '--cv-line': '#dde4ed',
    '--cv-sidebar': '#ffffff',
  },
  dark: {
    '--mantine-color-body': '#14171c',
    '--mantine-color-dimmed': '#a9b1bd',
    '--mantine-color-placeholder': '#8f98a6',
    '--mantine-color-anchor': '#87abd7',
    '--mantine-color-error': '#ff9b94',
    // The words of a menu's dangerous item.
    '--mantine-color-red-6': '#ff9b94',
    '--mantine-color-default': '#1e2329',
    '--mantine-color-default-hover': '#272d35',
    '--mantine-color-default-border': '#39414c',
    '--cv-surface': '#1b1f25',
    '--cv-line': '#2c333c',
    '--cv-sidebar': '#181c21',
  },
});
