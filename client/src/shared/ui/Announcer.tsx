import { VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { onAnnounce } from './announce';

function Region({ urgency }: { urgency: 'polite' | 'assertive' }) {
  const [said, setSaid] = useState({ text: '', turn: 0 });
  useEffect(
    () => onAnnounce(urgency, (text) => setSaid(({ turn }) => ({ text, turn: turn + 1 }))),
    [urgency],
  );
  return (
    <div aria-live={urgency} aria-atomic="true">
      {/* A new element each time, so that the same words are said again. */}
      <span key={said.turn}>{said.text}</span>
    </div>
  );
}

/** The live regions behind `announce`; mounted once, at the root. */
export function Announcer() {
  return (
    <VisuallyHidden>
      <Region urgency="polite" />
      <Region urgency="assertive" />
    </VisuallyHidden>
  );
}
