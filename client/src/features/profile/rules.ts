interface PasswordValues {
  current: string;
  new: string;
  repeat: string;
}

const SHORTEST = 8;

/** What the form can tell without the server, as keys of texts by field. */
export function passwordFaults(values: PasswordValues): Record<string, string> {
  const faults: Record<string, string> = {};
  if (values.current === '') faults.current = 'shared:required';
  if (values.new === '') faults.new = 'shared:required';
  else if ([...values.new].length < SHORTEST) faults.new = 'problem:password.too_short';
  if (values.repeat !== values.new) faults.repeat = 'password.differs';
  return faults;
}

const BROWSERS = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/CocCoc|coc_coc/i, 'Cốc Cốc'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const;
const SYSTEMS = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
] as const;

function firstMatch(text: string, table: readonly (readonly [RegExp, string])[]): string | null {
  return table.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/** "Chrome, Windows"; null when the browser does not say who it is. */
export function browserName(userAgent: string | null): string | null {
  if (!userAgent) return null;
  const parts = [firstMatch(userAgent, BROWSERS), firstMatch(userAgent, SYSTEMS)].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : null;
}

/** The QR code as an address an image can show. */
export function svgAddress(svg: string): string {
  const whole = svg.includes('xmlns=')
    ? svg
    : svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"');
  return `data:image/svg+xml,${encodeURIComponent(whole)}`;
}
