import { List, Paper, SimpleGrid, Text, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { QueryView } from '@/shared/ui';
import { useRoles } from '../../api/roles';

/** What each role allows, in words. */
export function RoleTable() {
  const { t } = useTranslation('admin');
  return (
    <QueryView query={useRoles()}>
      {({ items }) => (
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
          {items.map(({ role, permissions }) => (
            <Paper
              withBorder
              p="lg"
              key={role}
              component="section"
              aria-labelledby={`role-${role}`}
            >
              <Title order={2} size="h3" id={`role-${role}`}>
                {t(`shared:role.${role}`)}
              </Title>
              <Text size="sm" c="dimmed" mb="sm">
                {t(`role.${role}.text`)}
              </Text>
              <List size="sm" spacing={6} icon={<IconCheck size={16} aria-hidden />}>
                {permissions.map((permission) => (
                  <List.Item key={permission}>{t(`permission.${permission}`)}</List.Item>
                ))}
              </List>
            </Paper>
          ))}
        </SimpleGrid>
      )}
    </QueryView>
  );
}
