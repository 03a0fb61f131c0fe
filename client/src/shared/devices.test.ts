import { describe, expect, it } from 'vitest';
import { loadDevicePreferences, saveDevicePreferences } from './devices';

describe('device preferences', () => {
  it('are none before any is chosen', () => {
    expect(loadDevicePreferences()).toEqual({ camera: null, microphone: null, speaker: null });
  });

  it('are kept one by one', () => {
    saveDevicePreferences({ camera: 'c1' });
    saveDevicePreferences({ speaker: 's1' });
    expect(loadDevicePreferences()).toEqual({ camera: 'c1', microphone: null, speaker: 's1' });
  });

  it.each(['not json', '[]', '7', '{"camera": 5}', 'null'])(
    'are none when %j is stored',
    (stored) => {
      localStorage.setItem('congvu.devices', stored);
      expect(loadDevicePreferences()).toEqual({ camera: null, microphone: null, speaker: null });
    },
  );
});
