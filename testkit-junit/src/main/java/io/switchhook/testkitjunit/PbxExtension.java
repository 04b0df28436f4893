package io.switchhook.testkitjunit;

import io.switchhook.pbx.Pbx;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.testkit.FailureLadder;
import io.switchhook.testkit.ScriptedPeer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Gives each test an embedded PBX with telephones: by {@code @ExtendWith(PbxExtension.class)}, or with settings as a field,
 *
 * <pre>{@code
 * @RegisterExtension
 * static final PbxExtension PBX = PbxExtension.withNumbers("100", "200").pbx(builder -> builder.maxCalls(1));
 * }</pre>
 *
 * <p>Test methods and those before and after each take what they need as parameters: those of {@link Extension}, {@link TestPbx} and {@link Pbx}. The PBX starts with the first of
 * them. After the test, and after its {@code @AfterEach} methods, everything is closed. A test that leaves something behind fails: a telephone of its own that it has not
 * closed, or a call of such a one; where tests run at the same time the first cannot be told. A failure carries the ladder of all messages.
 */
public final class PbxExtension
        implements BeforeEachCallback,
                AfterEachCallback,
                ParameterResolver,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {

    private static final Namespace NAMESPACE = Namespace.create(PbxExtension.class);
    private static final String STATE = "state";
    private static final String RUNNING = "running";

    private final Set<String> numbers;
    private final UnaryOperator<Pbx.Builder> pbxConfig;
    private final UnaryOperator<PhoneConfig> phoneConfig;

    /** A PBX with the numbers that the test class names with {@link Extension}. */
    public PbxExtension() {
        this(Set.of(), builder -> builder, config -> config);
    }

    private PbxExtension(
            Set<String> numbers, UnaryOperator<Pbx.Builder> pbxConfig, UnaryOperator<PhoneConfig> phoneConfig) {
        this.numbers = numbers;
        this.pbxConfig = pbxConfig;
        this.phoneConfig = phoneConfig;
    }

    /** A PBX with these extensions too, beside those that the class names. */
    public static PbxExtension withNumbers(String... numbers) {
        return new PbxExtension(Set.copyOf(List.of(numbers)), builder -> builder, config -> config);
    }

    /** With other settings of the PBX; it listens on UDP and TCP already, and is traced. */
    public PbxExtension pbx(UnaryOperator<Pbx.Builder> settings) {
        Objects.requireNonNull(settings, "settings");
        return new PbxExtension(numbers, builder -> settings.apply(pbxConfig.apply(builder)), phoneConfig);
    }

    /** With other settings of the telephones that parameters stand for; a trace has to keep the one that is there. */
    public PbxExtension phones(UnaryOperator<PhoneConfig> settings) {
        Objects.requireNonNull(settings, "settings");
        return new PbxExtension(numbers, pbxConfig, config -> settings.apply(phoneConfig.apply(config)));
    }

    /** What one test has. */
    private static final class State {
        private final Set<Long> loopsBefore;
        private final AtomicInteger running;
        private Optional<TestPbx> site = Optional.empty();
        private boolean alone;

        State(Set<Long> loopsBefore, AtomicInteger running) {
            this.loopsBefore = loopsBefore;
            this.running = running;
            this.alone = running.incrementAndGet() == 1;
        }

        /** Whether no other test ran at the same time. */
        boolean wasAlone() {
            return running.getAndDecrement() == 1 && alone;
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        var running = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(RUNNING, key -> new AtomicInteger(), AtomicInteger.class);
        context.getStore(NAMESPACE).put(STATE, new State(TestEnd.loops(), running));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        var state = context.getStore(NAMESPACE).remove(STATE, State.class);
        if (state == null) {
            return;
        }
        var end = new TestEnd();
        var left = new ArrayList<String>();
        state.site.ifPresent(site -> left.addAll(end.close(site)));
        if (state.wasAlone()) {
            left.addAll(end.leftLoops(state.loopsBefore));
        }
        if (!left.isEmpty()) {
            throw explained(
                    new AssertionError("The test leaves something behind. " + String.join(". ", left) + "."),
                    Optional.of(state));
        }
    }

    // --- failures -------------------------------------------------------------------------------------------------

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(failure, state(context));
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(failure, state(context));
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(failure, state(context));
    }

    private static <T extends Throwable> T explained(T failure, Optional<State> state) {
        return state.flatMap(known -> known.site)
                .map(site -> FailureLadder.explain(failure, "Ladder:\n" + site.ladder()))
                .orElse(failure);
    }

    private static Optional<State> state(ExtensionContext context) {
        return Optional.ofNullable(context.getStore(NAMESPACE).get(STATE, State.class));
    }

    // --- parameters -----------------------------------------------------------------------------------------------

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return parameter.isAnnotated(Extension.class) || type == TestPbx.class || type == Pbx.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var site = site(context);
        var type = parameter.getParameter().getType();
        var number = parameter.findAnnotation(Extension.class).map(Extension::value);
        if (number.isEmpty()) {
            return type == Pbx.class ? site.pbx() : site;
        }
        try {
            return resolve(site, type, number.get());
        } catch (RuntimeException | AssertionError e) {
            throw explained(new ParameterResolutionException(String.valueOf(e.getMessage()), e), state(context));
        }
    }

    private static Object resolve(TestPbx site, Class<?> type, String number) {
        if (type == SoftPhone.class) {
            return site.phone(number);
        }
        if (type == PhoneLine.class) {
            return site.line(number);
        }
        if (type == ScriptedPeer.class) {
            return site.peer(number);
        }
        if (type == SipAccount.class) {
            return site.account(number);
        }
        throw new IllegalArgumentException("@Extension is for a SoftPhone, a PhoneLine, a ScriptedPeer or a SipAccount,"
                + " but not for a " + type.getSimpleName());
    }

    private TestPbx site(ExtensionContext context) {
        var state = state(context)
                .orElseThrow(() -> new ParameterResolutionException(
                        "A PBX belongs to one test: take it in a test method, or before or after each"));
        var site = state.site.orElseGet(
                () -> new TestPbx(numbersOf(context.getRequiredTestClass()), pbxConfig, phoneConfig));
        state.site = Optional.of(site);
        return site;
    }

    /** Those of the settings, and those that the class, what it extends and what it lies in name. */
    private Set<String> numbersOf(Class<?> testClass) {
        var all = new LinkedHashSet<String>();
        for (Optional<Class<?>> outer = Optional.of(testClass);
                outer.isPresent();
                outer = Optional.ofNullable(outer.get().getEnclosingClass())) {
            for (Optional<Class<?>> type = outer;
                    type.isPresent();
                    type = Optional.ofNullable(type.get().getSuperclass())) {
                addNumbers(type.get(), all);
            }
        }
        all.addAll(numbers);
        return all;
    }

    private static void addNumbers(Class<?> type, Set<String> all) {
        Arrays.stream(type.getDeclaredMethods())
                .flatMap(method -> Arrays.stream(method.getParameters()))
                .map(parameter -> Optional.ofNullable(parameter.getAnnotation(Extension.class)))
                .flatMap(Optional::stream)
                .forEach(named -> all.add(named.value()));
    }
}
