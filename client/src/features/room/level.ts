/** From −60 dBFS, a quiet room, to −10 dBFS, a voice close to the microphone. */
const FLOOR_DB = -60;
const CEILING_DB = -10;

/** Root mean square of samples (−1 to 1) as a part of the gauge, 0 to 1. */
export function levelOf(samples: Float32Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / samples.length + 1e-12);
  return Math.min(1, Math.max(0, (decibels - FLOOR_DB) / (CEILING_DB - FLOOR_DB)));
}

/** Tells the level of a track with every frame of the screen, until the answer is called. */
export function watchLevel(track: MediaStreamTrack, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  // Without a click before it a page's audio clock stands still.
  if (context.state === 'suspended') context.resume().catch(() => undefined);
  const samples = new Float32Array(analyser.fftSize);
  let shown = 0;
  let frame = requestAnimationFrame(function next() {
    analyser.getFloatTimeDomainData(samples);
    const level = levelOf(samples);
    // Up at once and down slowly, as needles do.
    shown = level > shown ? level : shown * 0.9 + level * 0.1;
    tell(shown);
    frame = requestAnimationFrame(next);
  });
  return () => {
    cancelAnimationFrame(frame);
    void context.close();
  };
}

const NOTES_HZ = [523.25, 659.25, 783.99];
const NOTE_SECONDS = 0.28;

/** Plays three notes on the chosen speaker; rejects where the browser cannot play. */
export async function playTestSound(speaker: string | null): Promise<void> {
  const context = new AudioContext();
  try {
    const out = context.createMediaStreamDestination();
    const audio = new Audio();
    audio.srcObject = out.stream;
    await sendTo(audio, speaker);
    await audio.play();
    NOTES_HZ.forEach((frequency, index) => {
      const start = context.currentTime + 0.1 + index * NOTE_SECONDS;
      const gain = context.createGain();
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(0.25, start + 0.03);
      gain.gain.exponentialRampToValueAtTime(0.001, start + NOTE_SECONDS * 1.6);
      const note = context.createOscillator();
      note.frequency.value = frequency;
      note.connect(gain).connect(out);
      note.start(start);
      note.stop(start + NOTE_SECONDS * 1.7);
    });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    audio.srcObject = null;
  } finally {
    await context.close();
  }
}

/** Leads an element's sound to a speaker; a speaker that is gone leaves it where it was. */
export async function sendTo(element: HTMLMediaElement, speaker: string | null): Promise<void> {
  if (!('setSinkId' in element)) return;
  await element.setSinkId(speaker ?? '').catch(() => undefined);
}
