// ESLint rule: what a module exports is documented where it is declared.
const DECLARATIONS = new Set([
  "ClassDeclaration",
  "FunctionDeclaration",
  "TSDeclareFunction",
  "TSEnumDeclaration",
  "TSInterfaceDeclaration",
  "TSTypeAliasDeclaration",
  "VariableDeclaration",
]);

/** The name that a reader looks for: of a constant, its first declarator. */
function nameOf(declaration) {
  const id = declaration.id ?? declaration.declarations?.[0]?.id;
  return id?.name ?? "declaration";
}

/** @type {import("eslint").Rule.RuleModule} */
export default {
  meta: {
    type: "suggestion",
    docs: { description: "require a doc comment on every exported declaration" },
    messages: { missing: "Exported {{name}} has no doc comment (/** ... */)." },
    schema: [],
  },
  create(context) {
    const documented = new Set();
    return {
      ExportNamedDeclaration(node) {
        const { declaration } = node;
        if (declaration === null || !DECLARATIONS.has(declaration.type)) return;
        const name = nameOf(declaration);
        const comments = context.sourceCode.getCommentsBefore(node);
        if (comments.some((comment) => comment.type === "Block" && comment.value.startsWith("*"))) {
          documented.add(name);
        }
        // Overloads, and a type that shares its name with a value, are documented once.
        if (!documented.has(name)) {
          context.report({ node, messageId: "missing", data: { name } });
        }
      },
    };
  },
};
