import { expect, it } from 'vitest';
import { unitText } from './unitText';

it('tells a unit by the way to it, the root by its name, and no unit by nothing', () => {
  const office = { unit_name: 'Phòng Tổ chức', unit_path: ['Sở Nội vụ', 'Phòng Tổ chức'] };
  expect(unitText(office)).toBe('Sở Nội vụ › Phòng Tổ chức');
  expect(unitText({ unit_name: 'Thành phố Sông Mới', unit_path: [] })).toBe('Thành phố Sông Mới');
  expect(unitText({ unit_name: null, unit_path: [] })).toBe('');
});
