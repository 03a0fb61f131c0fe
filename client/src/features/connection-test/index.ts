export function ConnectionTestPage() {
  return null;
}
