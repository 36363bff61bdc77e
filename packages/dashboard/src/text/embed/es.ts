import type { EmbedKey } from './en.ts';

/** Spanish. */
export const es: Readonly<Record<EmbedKey, string>> = {
  title: 'Ponlo en tu página',
  more: 'Elige cómo está hecha tu página y pega. Las páginas de {site} no necesitan más.',
  form: '¿Cómo está hecha tu página?',
  one: 'Una imagen',
  oneMore: 'Debajo de la imagen, antes del final de body.',
  all: 'Todas las imágenes de un artículo',
  allMore: 'Debajo del artículo; con otro selector eliges otras imágenes.',
  attribute: 'Sin script propio',
  attributeMore:
    'Una etiqueta en cualquier sitio de la página. Encuentra también imágenes que llegan después.',
  element: 'Como elemento',
  elementMore: 'Alrededor de la imagen, para editores que solo aceptan HTML.',
  module: 'Como módulo',
  moduleMore: 'Para páginas con compilación: instala @imagechat/widget.',
  react: 'React',
  vue: 'Vue',
  wrapperMore: 'Alrededor de la imagen; lo que cambia, cambia en marcha.',
  options: '¿Algo más?',
  optionsMore: 'El código de arriba sigue lo que elijas. La mayoría de páginas no necesita nada de esto.',
  urlId: 'Nombre de la imagen',
  urlIdMore:
    'La conversación se queda con este nombre, se muestre donde se muestre. Vacío, la nombran página y archivo.',
  locale: 'Idioma',
  localeAny: 'Lo que prefieran el sitio o el navegador',
  replies: 'Niveles de respuestas',
  repliesNone: 'Ninguno: una conversación plana',
  background: 'Alrededor de la imagen es',
  backgroundAny: 'Averiguarlo',
  backgroundLight: 'Claro',
  backgroundDark: 'Oscuro',
  readonly: 'Solo para mirar',
  signOn: '¿Se inicia sesión en tu página?',
  signOnMore:
    'Entonces tu propio servidor dice quiénes son, firmado con un secreto de API (Ajustes, Secretos y claves). En Node:',
};
