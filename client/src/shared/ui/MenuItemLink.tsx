import { Menu, type MenuItemProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { LinkBase } from './links';

/** A menu's item that leads to another page. */
export const MenuItemLink = createLink((props: LinkBase<MenuItemProps>) => (
  <Menu.Item component="a" {...props} />
));
