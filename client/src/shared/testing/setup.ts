import { afterEach, beforeAll } from 'vitest';
import { startI18n } from '@/shared/i18n';

beforeAll(() => startI18n('vi'));
afterEach(() => localStorage.clear());
