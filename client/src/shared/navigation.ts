import {
  type Icon,
  IconBuildingCommunity,
  IconCalendarCog,
  IconHistory,
  IconHome,
  IconSettings,
  IconShieldCheck,
  IconUser,
  IconUsers,
  IconVideo,
} from '@tabler/icons-react';
import type { Me, Permission } from '@/shared/api';

export interface Destination {
  to: string;
  label: string;
  icon: Icon;
  exact?: boolean;
}

export interface AdminDestination extends Destination {
  /** Any of these, over any unit, opens the page. */
  permissions: readonly Permission[];
}

export const MAIN: readonly Destination[] = [
  { to: '/', label: 'nav.home', icon: IconHome, exact: true },
  { to: '/hop', label: 'nav.meetings', icon: IconVideo },
];

export const PROFILE: Destination = { to: '/ho-so', label: 'nav.profile', icon: IconUser };
export const ADMIN: Destination = { to: '/quan-tri', label: 'nav.admin', icon: IconSettings };

const ADMIN_PAGES: readonly AdminDestination[] = [
  {
    to: '/quan-tri/don-vi',
    label: 'nav.admin.units',
    icon: IconBuildingCommunity,
    permissions: ['units.manage'],
  },
  {
    to: '/quan-tri/nhan-su',
    label: 'nav.admin.staff',
    icon: IconUsers,
    permissions: ['staff.manage'],
  },
  {
    to: '/quan-tri/vai-tro',
    label: 'nav.admin.roles',
    icon: IconShieldCheck,
    permissions: ['roles.manage', 'deputies.delegate'],
  },
  {
    to: '/quan-tri/lich',
    label: 'nav.admin.calendar',
    icon: IconCalendarCog,
    permissions: ['calendar.manage'],
  },
  {
    to: '/quan-tri/nhat-ky',
    label: 'nav.admin.audit',
    icon: IconHistory,
    permissions: ['audit.read'],
  },
];

/** The administrator's pages that a person may open at all. */
export function adminPagesOf(me: Me | null): readonly AdminDestination[] {
  return ADMIN_PAGES.filter(({ permissions }) =>
    permissions.some((permission) => me?.permissions.includes(permission)),
  );
}
