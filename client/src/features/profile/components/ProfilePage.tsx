import { Tabs } from '@mantine/core';
import { IconDeviceLaptop, IconId, IconShieldLock } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/features/session';
import { PageHeader } from '@/shared/ui';
import { AccountTab } from './AccountTab';
import { DevicesTab } from './DevicesTab';
import { SecurityTab } from './SecurityTab';

const SECTIONS = [
  { value: 'tai-khoan', label: 'tab.account', icon: IconId, content: AccountTab },
  { value: 'thiet-bi', label: 'tab.devices', icon: IconDeviceLaptop, content: DevicesTab },
  { value: 'bao-mat', label: 'tab.security', icon: IconShieldLock, content: SecurityTab },
] as const;

export function ProfilePage() {
  const { t } = useTranslation('profile');
  const me = useMe();
  const { muc } = useSearch({ from: '/shell/ho-so' });
  const navigate = useNavigate({ from: '/ho-so' });
  if (!me) return null;
  const open = SECTIONS.find(({ value }) => value === muc)?.value ?? 'tai-khoan';

  return (
    <>
      <PageHeader title={t('title')} />
      <Tabs
        value={open}
        keepMounted={false}
        onChange={(value) =>
          void navigate({
            search: { muc: value && value !== 'tai-khoan' ? value : undefined },
            replace: true,
          })
        }
      >
        <Tabs.List mb="lg" style={{ flexWrap: 'nowrap', overflowX: 'auto' }}>
          {SECTIONS.map(({ value, label, icon: Glyph }) => (
            <Tabs.Tab
              key={value}
              value={value}
              leftSection={<Glyph size={18} aria-hidden />}
              style={{ flexShrink: 0 }}
            >
              {t(label)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {SECTIONS.map(({ value, content: Content }) => (
          <Tabs.Panel key={value} value={value}>
            <Content me={me} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
