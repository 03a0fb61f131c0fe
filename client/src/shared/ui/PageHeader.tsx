import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useDocumentTitle } from '@/shared/hooks/useDocumentTitle';
import { takePageFocus } from './pageFocus';

interface Props {
  title: string;
  description?: ReactNode;
  /** Links that lead back, above the title. */
  above?: ReactNode;
  actions?: ReactNode;
}

/** The one h1 of a page, its document title and its main actions. */
export function PageHeader({ title, description, above, actions }: Props) {
  useDocumentTitle(title);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => takePageFocus(heading.current), []);
  return (
    <Group justify="space-between" align="flex-end" gap="md" mb="lg" component="header">
      <Stack gap={4} miw={0} flex="1 1 20rem">
        {above}
        <Title ref={heading} order={1} tabIndex={-1} data-page-title>
          {title}
        </Title>
        {description && (
          <Text c="dimmed" component="div">
            {description}
          </Text>
        )}
      </Stack>
      {actions && <Group gap="sm">{actions}</Group>}
    </Group>
  );
}
