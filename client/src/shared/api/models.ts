/** The server's models, as the pages name them. Datetimes are RFC 3339 in UTC. */

export interface PersonCard {
  id: string;
  name: string;
  title: string | null;
  unit_id: string | null;
  unit_name: string | null;
}

export interface GrantView {
  role: string;
  unit_id: string;
  unit_name: string;
  valid_to: string | null;
}

export interface Me {
  id: string;
  name: string;
  login: string;
  email: string | null;
  language: 'vi' | 'en';
  title: string | null;
  unit: { id: string; name: string } | null;
  positions: {
    id: string;
    title: string;
    unit_id: string;
    unit_name: string;
    primary: boolean;
  }[];
  permissions: string[];
  grants: GrantView[];
  totp_enabled: boolean;
}

export interface DemoAccount {
  login: string;
  password: string;
  name: string;
  role: string;
  title: string;
}

export interface SessionInfo {
  me: Me | null;
  demo: boolean;
  demo_accounts: DemoAccount[];
  version: string;
}

export type MeetingStatus = 'scheduled' | 'live' | 'ended' | 'cancelled';
export type EntryPolicy = 'invited_direct' | 'unit_direct' | 'everyone_waits';

export interface MeetingSummary {
  id: string;
  code: string;
  title: string;
  starts_at: string;
  ends_at: string;
  status: MeetingStatus;
  organiser: PersonCard;
  unit_name: string | null;
  member_count: number;
  you: 'host' | 'member' | null;
  live_count: number;
}
