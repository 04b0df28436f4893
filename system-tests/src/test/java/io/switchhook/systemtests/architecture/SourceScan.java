package io.switchhook.systemtests.architecture;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Walks over parsed sources. */
final class SourceScan {
    private SourceScan() {}

    static boolean hasSynchronizedBlock(SourceFile source) {
        var found = new ArrayList<Tree>();
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitSynchronized(SynchronizedTree block, Void none) {
                found.add(block);
                return super.visitSynchronized(block, none);
            }
        }.scan(source.tree(), null);
        return !found.isEmpty();
    }

    /** Calls back with the name and body of every method, constructor and initializer. */
    static void forEachBody(SourceFile source, BiConsumer<String, BlockTree> onBody) {
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitMethod(MethodTree method, Void none) {
                if (method.getBody() != null) {
                    onBody.accept(method.getName().toString(), method.getBody());
                }
                return super.visitMethod(method, none);
            }

            @Override
            public Void visitClass(ClassTree type, Void none) {
                for (Tree member : type.getMembers()) {
                    if (member instanceof BlockTree initializer) {
                        onBody.accept("<init>", initializer);
                    }
                }
                return super.visitClass(type, none);
            }
        }.scan(source.tree(), null);
    }

    /** All classes, nested ones too. */
    static List<ClassTree> classes(SourceFile source) {
        var found = new ArrayList<ClassTree>();
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitClass(ClassTree type, Void none) {
                found.add(type);
                return super.visitClass(type, none);
            }
        }.scan(source.tree(), null);
        return found;
    }

    /** Switches over enum constants that have a {@code default}, by their first line. */
    static List<Integer> enumSwitchesWithDefault(SourceFile source) {
        var found = new ArrayList<Integer>();
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitSwitch(SwitchTree tree, Void none) {
                look(tree, tree.getCases());
                return super.visitSwitch(tree, none);
            }

            @Override
            public Void visitSwitchExpression(SwitchExpressionTree tree, Void none) {
                look(tree, tree.getCases());
                return super.visitSwitchExpression(tree, none);
            }

            private void look(Tree tree, List<? extends CaseTree> cases) {
                boolean hasDefault =
                        cases.stream().anyMatch(one -> one.getExpressions().isEmpty());
                var labels = cases.stream()
                        .flatMap(one -> one.getExpressions().stream())
                        .toList();
                if (hasDefault && !labels.isEmpty() && labels.stream().allMatch(SourceScan::looksLikeEnumConstant)) {
                    found.add(source.firstLine(tree));
                }
            }
        }.scan(source.tree(), null);
        return found;
    }

    /** Java wants enum labels unqualified, and constants are written in capitals. */
    private static boolean looksLikeEnumConstant(Tree label) {
        return label instanceof IdentifierTree name && name.getName().toString().matches("[A-Z][A-Z0-9_]*");
    }
}
