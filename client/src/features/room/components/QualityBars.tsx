import { useTranslation } from 'react-i18next';
import type { QualityScore } from '../protocol';

const WORDS = ['', 'bad', 'poor', 'fair', 'good', 'best'] as const;
const TONES = ['', '#ff8a80', '#ffb74d', '#ffd54f', '#7be0b0', '#7be0b0'] as const;

/** Three bars, as telephones draw them; nothing while the quality is unknown. */
export function QualityBars({
  score,
  onLight = false,
}: {
  score: QualityScore;
  onLight?: boolean;
}) {
  const { t } = useTranslation('room');
  if (score === 0) return null;
  const lit = score >= 4 ? 3 : score >= 3 ? 2 : 1;
  const tone = onLight ? 'currentColor' : TONES[score];
  return (
    <svg
      width={15}
      height={13}
      viewBox="0 0 15 13"
      role="img"
      aria-label={t('quality.label', { word: t(`quality.${WORDS[score]}`) })}
    >
      {[0, 1, 2].map((bar) => (
        <rect
          key={bar}
          x={bar * 5 + 1}
          y={8 - bar * 4}
          width={3.4}
          height={5 + bar * 4}
          rx={1}
          fill={tone}
          opacity={bar < lit ? 1 : 0.3}
        />
      ))}
    </svg>
  );
}
