import { Group, Switch, Text } from '@mantine/core';
import { IconLink, IconLinkOff, IconLinkPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { GuestLink, Meeting } from '@/shared/api';
import { formatDateTime } from '@/shared/i18n';
import { CopyButton, toast } from '@/shared/ui';
import { useCreateGuestLink, useGuestLinks, useGuestUrls, useRevokeGuestLink } from '../api/access';
import { AccessDialog, AccessRow, AccessTab, useAccessForm } from './AccessTab';
import classes from './meetings.module.css';

/** The links by which people from elsewhere come in. */
export function GuestsTab({ meeting: { code } }: { meeting: Meeting }) {
  const revoke = useRevokeGuestLink(code);
  return (
    <AccessTab
      kind="guests"
      icons={{ none: IconLink, add: IconLinkPlus }}
      query={useGuestLinks(code)}
      revoke={revoke.mutateAsync}
      dialog={(state) => <CreateDialog code={code} {...state} />}
      row={(link, onRevoke) => (
        <LinkRow key={link.id} code={code} link={link} onRevoke={onRevoke} />
      )}
    />
  );
}

interface RowProps {
  code: string;
  link: GuestLink;
  onRevoke: () => void;
}

function LinkRow({ code, link, onRevoke }: RowProps) {
  const { t } = useTranslation('meetings');
  const url = useGuestUrls(code)[link.id];
  return (
    <AccessRow
      kind="guests"
      access={link}
      icon={IconLinkOff}
      onRevoke={onRevoke}
      badges={[
        ...(link.single_use ? [t('guests.single_use')] : []),
        ...(link.direct ? [t('guests.direct')] : []),
      ]}
    >
      {(open) => (
        <>
          <Text size="sm" c="dimmed">
            {t('guests.expires', { at: formatDateTime(link.expires_at) })} ·{' '}
            {t('guests.uses', { count: link.uses })} · {link.created_by.name}
          </Text>
          {url && open && (
            <Group gap="xs" wrap="nowrap">
              <span className={classes.secret}>{url}</span>
              <CopyButton value={url} label={t('guests.copy', { label: link.label })} />
            </Group>
          )}
        </>
      )}
    </AccessRow>
  );
}

interface DialogProps {
  code: string;
  opened: boolean;
  onClose: () => void;
}

function CreateDialog({ code, opened, onClose }: DialogProps) {
  const { t } = useTranslation('meetings');
  const link = useCreateGuestLink(code);
  const form = useAccessForm({ single: true, direct: false });
  return (
    <AccessDialog
      kind="guests"
      opened={opened}
      onClose={onClose}
      form={form}
      label={{ description: t('guests.label.help') }}
      create={async (what, { single, direct }) => {
        await link.mutateAsync({ ...what, single_use: single, direct });
        toast(t('guests.created'));
      }}
    >
      <Switch
        {...form.getInputProps('single', { type: 'checkbox' })}
        label={t('guests.single_use')}
        description={t('guests.single_use.help')}
      />
      <Switch
        {...form.getInputProps('direct', { type: 'checkbox' })}
        label={t('guests.direct')}
        description={t('guests.direct.help')}
      />
    </AccessDialog>
  );
}
