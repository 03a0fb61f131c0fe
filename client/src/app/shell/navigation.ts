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
import type { Me } from '@/shared/api';

export interface Destination {
  to: string;
  label: string;
  icon: Icon;
  exact?: boolean;
}

export interface AdminDestination extends Destination {
  permission: string;
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
    permission: 'units.manage',
  },
  {
    to: '/quan-tri/nhan-su',
    label: 'nav.admin.staff',
    icon: IconUsers,
    permission: 'staff.manage',
  },
  {
    to: '/quan-tri/vai-tro',
    label: 'nav.admin.roles',
    icon: IconShieldCheck,
    permission: 'roles.manage',
  },
  {
    to: '/quan-tri/lich',
    label: 'nav.admin.calendar',
    icon: IconCalendarCog,
    permission: 'calendar.manage',
  },
  {
    to: '/quan-tri/nhat-ky',
    label: 'nav.admin.audit',
    icon: IconHistory,
    permission: 'audit.read',
  },
];

/** The administrator's pages that a person may open at all. */
export function adminPagesOf(me: Me | null): readonly AdminDestination[] {
  return ADMIN_PAGES.filter(({ permission }) => me?.permissions.includes(permission));
}
